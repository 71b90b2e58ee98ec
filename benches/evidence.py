#!/usr/bin/env python3
"""Writes two scans with very much evidence: an ARF with OVAL items, an XCCDF with lines of a check.

usage: benches/evidence.py FOLDER [ITEMS [LINES]]
"""
import pathlib
import sys

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples/formats"
ITEM = '<u:file_item id="{0}" status="exists"><u:path>/srv/data/{1}</u:path><u:filename>file-{0}</u:filename></u:file_item>\n'


def arf(items):
    """The ARF sample of OVAL, with further items of the test that allows none."""
    text = (SAMPLES / "arf/oval/input.xml").read_text(encoding="utf-8")
    ids = range(1000, 1000 + items)
    tested = "".join(f'<tested_item item_id="{number}" result="not evaluated"/>' for number in ids)
    mark = '<tested_item item_id="2" result="not evaluated"/>'
    assert mark in text and "</system_data>" in text
    text = text.replace(mark, mark + tested, 1)
    return text.replace("</system_data>", "".join(ITEM.format(n, n % 997) for n in ids) + "</system_data>", 1)


def xccdf(lines):
    """An XCCDF result of one rule, whose check printed many lines."""
    rule = "xccdf_org.cisecurity.benchmarks_rule_1.1_Ensure_alpha"
    printed = "".join(f"/srv/data/{number % 997}/file-{number} is world writable\n" for number in range(lines))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" '
        'id="xccdf_org.cisecurity.benchmarks_benchmark_1.0.0_CIS_House_Benchmark"><status>accepted</status>'
        "<title>CIS House Benchmark</title><version>1.0.0</version>"
        f'<Rule id="{rule}" selected="true"><title>Ensure alpha</title></Rule>'
        '<TestResult id="xccdf_org.cisecurity.benchmarks_testresult_1" end-time="2026-11-20T10:05:00Z">'
        f'<target>node-a</target><rule-result idref="{rule}"><result>fail</result>'
        '<check system="http://open-scap.org/page/SCE"><check-import import-name="stdout">'
        f"{printed}</check-import></check></rule-result></TestResult></Benchmark>\n"
    )


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    items, lines = (list(map(int, sys.argv[2:])) + [300_000, 320_000][len(sys.argv) - 2 :])[:2]
    (folder / "oval.xml").write_text(arf(items), encoding="utf-8")
    (folder / "lines.xml").write_text(xccdf(lines), encoding="utf-8")
