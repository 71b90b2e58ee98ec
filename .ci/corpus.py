#!/usr/bin/env python3
"""Holds the program against the part of the corpus that it can read by now.

usage: .ci/corpus.py PROGRAM CORPUS LIST

CORPUS has files, expected.jsonl and check.py, which compares every row; LIST names the files to keep.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def main(program, corpus, listed):
    corpus = pathlib.Path(corpus).resolve()
    lines = [line.strip() for line in open(listed, encoding="utf-8")]
    wanted = {line for line in lines if line and not line.startswith("#")}
    rows = [json.loads(line) for line in open(corpus / "expected.jsonl", encoding="utf-8")]
    missing = wanted - {row["file"] for row in rows}
    if missing:
        sys.exit(f"{listed}: not in the corpus: {', '.join(sorted(missing))}")
    print(f"{len(wanted)} of the corpus's {len(rows)} files are held", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for entry in corpus.iterdir():
            if entry.is_dir():
                os.symlink(entry, pathlib.Path(folder) / entry.name)
        with open(pathlib.Path(folder) / "expected.jsonl", "w", encoding="utf-8") as kept:
            kept.writelines(json.dumps(row) + "\n" for row in rows if row["file"] in wanted)
        command = [sys.executable, str(corpus / "check.py"), os.path.abspath(program), folder]
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
