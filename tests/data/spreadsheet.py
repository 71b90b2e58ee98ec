"""Fills in a workbook of reasons as a person with a spreadsheet does, with openpyxl.

usage: spreadsheet.py FILE

Says what it found, and saves the workbook in its place.
"""

import datetime
import sys

import openpyxl


def main():
    path = sys.argv[1]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["exceptions"], book.sheetnames
    sheet = book["exceptions"]
    assert sheet.freeze_panes == "A2", sheet.freeze_panes
    columns = [cell.value for cell in sheet[1]]
    last = sheet.cell(row=sheet.max_row, column=len(columns)).coordinate
    assert sheet.auto_filter.ref == f"A1:{last}", sheet.auto_filter.ref
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert all(10 < width < 70 for width in widths), widths
    at = {name: columns.index(name) for name in columns}
    # A fixed day: the same registry is the same workbook.
    assert book.properties.created == datetime.datetime(2000, 1, 1), book.properties.created
    filled = 0
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type in ("s", "n"), (cell.coordinate, cell.data_type)
            assert cell.data_type == "s" or cell.value is None, (cell.coordinate, cell.value)
        if row[at["status"]].value == "draft":
            row[at["reason"]].value = f"Wanted; see ADR {row[0].row}.\n\"So\" it is, ä漢"
            filled += 1
        # A day typed into a cell becomes one of the spreadsheet's own days.
        if row[0].row == 2:
            row[at["expires"]].value = datetime.date(2027, 6, 30)
            row[at["expires"]].number_format = "dd.mm.yyyy"
    numbers = [row[at["numbers"]].value for row in sheet.iter_rows(min_row=2)]
    assert "1.1.10" in numbers or "1.10" in numbers, numbers[:20]
    book.save(path)
    print(f"{filled} filled in")


main()
