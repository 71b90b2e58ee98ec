#!/usr/bin/env python3
"""Holds the program against the cases that an earlier commit made hold; the list only grows.

usage: .ci/cases.py PROGRAM CASES LIST

CASES has a folder a case and run.py, which runs them; LIST names the folders that hold.
"""
import os
import pathlib
import subprocess
import sys


def main(program, cases, listed):
    lines = [line.strip() for line in open(listed, encoding="utf-8")]
    wanted = {line for line in lines if line and not line.startswith("#")}
    there = {path.parent.name for path in pathlib.Path(cases).glob("*/case.toml")}
    gone = wanted - there
    command = [sys.executable, os.path.join(cases, "run.py"), os.path.abspath(program)]
    output = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False).stdout
    held, short = set(), {}
    for line in output.splitlines():
        state, _, rest = line.partition(" ") if line.startswith("ok ") else line.partition("FALLS SHORT ")
        name = rest.strip().split(":")[0]
        if line.startswith("ok "):
            held.add(name)
        elif line.startswith("FALLS SHORT "):
            short[name] = rest
    lost = sorted(wanted & set(short))
    for name in lost:
        print(f"HELD BEFORE, FALLS SHORT NOW: {short[name]}")
    # A case of times depends on the machine, which decides nothing here.
    timed = {path.parent.name for path in pathlib.Path(cases).glob("*/case.toml") if "max_seconds" in path.read_text()}
    for name in sorted(held - wanted - timed):
        print(f"holds and is not in {listed}: {name}")
    for name in sorted(gone):
        print(f"not among the cases any more: {name}")
    unknown = wanted - held - set(short) - gone
    if unknown:
        print(f"not run: {', '.join(sorted(unknown))}")
    print(f"{len(wanted & held)} of {len(wanted)} cases hold; {len(short)} of {len(there)} fall short as before")
    return 1 if lost or unknown else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
