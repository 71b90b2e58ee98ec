"""Writes the workflows of the book's pages and of the README into a folder, as a repository would hold them.

usage: workflows.py FOLDER
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.S | re.M)


def main():
    folder = Path(sys.argv[1]) / ".github" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yml"):
        old.unlink()
    written = 0
    for page in [*sorted(Path("book/src").rglob("*.md")), Path("README.md")]:
        # A page of YAML has other things as well: steps alone, documents of other systems.
        workflows = [block for block in BLOCK.findall(page.read_text()) if re.search(r"^jobs:", block, re.M)]
        for number, workflow in enumerate(workflows, 1):
            (folder / f"{page.stem}-{number}.yml").write_text(workflow)
            written += 1
    if written < 3:
        sys.exit(f"only {written} workflows were found in the book")
    print(f"{written} workflows")


main()
