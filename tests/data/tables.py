"""Programs that people count and calculate with read what `amicis` wrote for them.

usage: tables.py pandas FILE | duckdb FILE | openpyxl FILE | junit FILE FILE FOLDER

Prints what they say; ends with 1 when one refuses.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path


def with_pandas(path):
    import pandas

    checks = pandas.read_csv(path, dtype=str, keep_default_na=False)
    print(len(checks), sorted(checks.groupby("status").size().items()))
    print("1.1.10" in set(checks["number"]), sum(checks["evidence"].str.startswith(("=", "+", "-", "@"))))


def with_duckdb(path):
    import duckdb

    # A line that is a scan says it for all checks that name its place.
    query = """
        with lines as (from read_json(?, format = 'newline_delimited', union_by_name = true))
        select scans.target.hostname, count(*)
        from lines as checks join lines as scans on checks.scan = scans.scan
        where checks.type = 'check' and scans.type = 'scan' and checks.status = 'fail'
        group by all order by all
    """
    for row in duckdb.execute(query, [path]).fetchall():
        print(*row)


def with_openpyxl(path):
    import datetime

    import openpyxl

    book = openpyxl.load_workbook(path)
    assert book.properties.created == datetime.datetime(2026, 10, 12), book.properties.created
    for sheet in book:
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions, (sheet.title, sheet.auto_filter.ref, sheet.dimensions)
        kinds = Counter()
        for row in sheet.iter_rows(min_row=2):
            kinds.update(cell.data_type for cell in row if cell.value is not None)
            # Nothing is computed, no text is an error, and what is longer than a cell does not come back.
            assert all(cell.data_type in ("s", "n", "d") for cell in row), sheet.title
        links = sum(cell.hyperlink is not None for row in sheet.iter_rows() for cell in row)
        print(f"{sheet.title}: {sheet.max_row - 1} rows, {sorted(kinds)}, {links} links")
    summary = {row[2].value: row[3] for row in book["Summary"].iter_rows(min_row=2)}
    print(summary["raw score"].value, summary["raw score"].number_format, summary["judged as of"].is_date)


def with_junit(first, second, folder):
    import junitparser

    for path in (first, second):
        read = junitparser.JUnitXml.fromfile(path)
        cases = [case for suite in read for case in suite]
        assert len(cases) == read.tests, (len(cases), read.tests)
        print(read.tests, read.failures, read.errors, read.skipped)
        page = Path(folder) / "report.html"
        junit2html(path, str(page))
        assert "Ensure sticky bit is set" in page.read_text(encoding="utf-8"), path
    matrix = junit2html("--summary-matrix", first, second)
    print(next(line for line in matrix.splitlines() if "5.3.10 " in line).split()[-4:])


def junit2html(*arguments):
    call = [sys.executable, "-m", "junit2htmlreport", *arguments]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"junit2html {arguments}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    {"pandas": with_pandas, "duckdb": with_duckdb, "openpyxl": with_openpyxl, "junit": with_junit}[sys.argv[1]](
        *sys.argv[2:]
    )
