"""Runs the SQL of the book's page on a fleet's tables with DuckDB, and holds answers against plain counting.

usage: fleet.py PAGE, in the folder that holds lake/ and registry-versions.csv
"""
import datetime
import re
import sys
from collections import Counter, defaultdict

import duckdb

ORDER = ["open", "lapsed", "unverified", "excepted", "attested", "passed", "informational", "not-applicable", "not-selected"]
DAY = datetime.date(2026, 11, 28)


def rows(connection, sql):
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def span(spans, day):
    holding = [one for one in spans if (one["from"] or day) <= day <= (one["to"] or day)]
    assert len(holding) == 1, (day, spans)
    return holding[0]


def main(page):
    text = open(page, encoding="utf-8").read()
    blocks = re.findall(r"^```sql(?: question=(\w+))?\n(.*?)^```$", text, flags=re.S | re.M)
    connection = duckdb.connect()
    answers = {}
    for name, sql in blocks:
        for statement in filter(str.strip, sql.split(";\n")):
            found = rows(connection, statement)
        if name:
            answers[name] = found
    findings = rows(connection, "select * from findings")
    assert len(findings) > 10_000, len(findings)
    check(answers, findings, rows(connection, "select * from entries"), rows(connection, "select * from verdicts"))
    for name, found in answers.items():
        print(f"{name}: {len(found)} rows")
    assert len(answers) == 11, sorted(answers)
    print("all of it holds")


def check(answers, findings, entries, verdicts):
    """What SQL says is what counting says."""
    def image(row):
        if not any(row[name] for name in ("ami_id", "instance_id", "ami_name")) and row["hostname"]:
            return " ".join(filter(None, [row["hostname"], "of", row["account"], row["region"]]))
        return next(row[name] for name in ("ami_id", "instance_id", "ami_name", "scan_id") if row[name])

    counting = [row for row in findings if row["set_aside"] is None]
    newest = max(row["scan_day"] for row in findings)
    assert isinstance(newest, datetime.date), newest
    assert {len(row["account"]) for row in findings} == {12} and any(row["account"][0] == "0" for row in findings)

    folded = {}
    for row in counting:
        key = (row["scan_day"], row["account"], row["family"], image(row), row["benchmark_version"], row["recommendation_key"])
        place = ORDER.index(row["disposition"])
        known = folded.get(key, (9, None))
        folded[key] = (min(known[0], place), row["number"])
    wanted = {(key[1], key[3], ORDER[place]) for key, (place, number) in folded.items()
              if number == "1.1.22" and place < 2 and key[0] == newest}
    assert {(row["account"], row["image"], row["disposition"]) for row in answers["uncovered"]} == wanted and wanted

    last = {}
    for row in counting:
        last[image(row)] = max(row["scan_day"], last.get(image(row), row["scan_day"]))
    current = [row for row in counting if row["scan_day"] == last[image(row)]]
    covered = defaultdict(set)
    for row in current:
        if row["disposition"] == "excepted":
            for entry in row["entries"]:
                covered[entry].add(image(row))
    ending = {entry["entry_id"]: len(covered[entry["entry_id"]]) for entry in entries
              if entry["expires"] and DAY <= entry["expires"] <= DAY + datetime.timedelta(30)}
    assert {row["entry_id"]: row["images"] for row in answers["ending"]} == ending and any(ending.values())

    assert sum(row["scans"] for row in answers["scores"]) == len({row["scan_id"] for row in counting})
    assert all(row["raw"] <= row["accepted"] for row in answers["scores"])
    assert any(row["raw"] < row["accepted"] for row in answers["scores"])
    assert sum(row["scans"] for row in answers["versions"]) == len({row["scan_id"] for row in findings})
    assert answers["regressions"] and answers["disagreements"]

    worst = defaultdict(lambda: defaultdict(set))
    for row in current:
        if row["disposition"] == "open":
            worst[row["account"]][row["recommendation_key"]].add(row["instance_id"] or row["hostname"])
    for account, keys in worst.items():
        most = sorted((len(instances) for instances in keys.values()), reverse=True)[:3]
        assert most == [row["instances"] for row in answers["worst"] if row["account"] == account], account

    day = datetime.date(2027, 1, 15)
    then = Counter(span(row["spans"], day)["disposition"] if row["spans"] else row["disposition"] for row in findings)
    assert then == {row["disposition"]: row["findings"] for row in answers["as_of"]}
    assert then != Counter(row["disposition"] for row in findings), "no verdict turns"
    # The day of the assessment is that of its own verdicts.
    judged = [row for row in findings if row["spans"]]
    assert all(span(row["spans"], row["as_of"])["disposition"] == row["disposition"] for row in judged) and judged
    assert all(span(row["spans"], row["as_of"])["entries"] == row["entries"] for row in judged)

    decided = Counter(span(row["spans"], DAY)["disposition"] for row in verdicts)
    assert decided == {row["disposition"]: row["findings"] for row in answers["decided"]} and len(verdicts) == len(judged)
    assert any(row["class"] == "renumbered" for row in answers["lineage"])
    (twice,) = answers["twice"]
    assert twice["rows"] == twice["findings"] == twice["shown"] == len(findings), twice


if __name__ == "__main__":
    main(sys.argv[1])
