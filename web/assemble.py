#!/usr/bin/env python3
"""Puts the page together: one file that holds its style, its scripts and the library, and that fetches nothing.

Usage: web/assemble.py LIBRARY.wasm FOLDER
"""

import base64
import gzip
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys


def source(text: str) -> str:
    """A script's own digest, as a policy names it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def packed(library: pathlib.Path) -> bytes:
    """The library as gzip: as small as the packers that are here make it, the same bytes every time."""
    small = "--under" in sys.argv
    if small and shutil.which("libdeflate-gzip"):
        with library.open("rb") as content:
            return subprocess.run(["libdeflate-gzip", "-12", "-c"], stdin=content, check=True, capture_output=True).stdout
    if small and shutil.which("zopfli"):
        return subprocess.run(["zopfli", "--i5", "-c", library], check=True, capture_output=True).stdout
    if small:
        print("neither libdeflate-gzip (Debian: libdeflate-tools) nor zopfli is here: the page gets a twentieth larger", file=sys.stderr)
    return gzip.compress(library.read_bytes(), 9, mtime=0)


def main() -> None:
    library, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    web = pathlib.Path(__file__).parent
    templates = web.parent / "templates"
    read = lambda path: path.read_text(encoding="utf-8")
    script = read(web / "page/page.js")
    worker = read(web / "page/worker.js")
    style = read(templates / "report.css") + read(web / "page/page.css")
    for name, text, end in [("page.js", script, "</script"), ("worker.js", worker, "</script"), ("style", style, "</style")]:
        if end in text.lower():
            sys.exit(f"{name} holds `{end}`, which would end it inside the page")
    # Reports stand in frames of the page, under its policy too: their script is known, their styles name an image.
    report = source(read(templates / "report.js"))
    policy = (
        f"default-src 'none'; script-src {source(script)} {report} 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
        "worker-src blob:; frame-src data: blob:; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types amicis"
    )
    content = packed(library)
    parts = {
        "csp": policy,
        "style": style,
        "worker": worker,
        "library": base64.b64encode(content).decode(),
        "script": script,
    }
    page = re.sub("@(csp|style|worker|library|script)@", lambda match: parts[match[1]], read(web / "page/index.html"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(page.encode())
    wire = len(gzip.compress(page.encode(), 9, mtime=0))
    print(f"{folder / 'index.html'}: {len(page.encode())} bytes, {wire} over the wire (gzip); "
          f"the library {library.stat().st_size}, packed {len(content)}")
    if "--under" in sys.argv and max(wire, len(content)) >= int(sys.argv[sys.argv.index("--under") + 1]):
        sys.exit("the page is larger over the wire than it may be")


main()
