#!/usr/bin/env python3
"""Writes a fleet: scans of many accounts, regions, families of images and weeks, with a table of targets and a registry.

usage: benches/fleet.py FOLDER SCANS [BROKEN]

60 of 100 scans are Amazon Inspector's CIS results as JSON, 289 checks each, with the list of runs beside them; 30 are
CIS-CAT's XML of 93 checks, and 10 OpenSCAP's of 43. A folder holds one week of one account. Of the files BROKEN are cut in
half. The same arguments write the same bytes. No title is a benchmark's but those of the samples.
"""
import csv
import hashlib
import json
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"]
FAMILIES = [f"family-{number:02}" for number in range(20)]
WEEKS = [f"2026-{month:02}-{day:02}" for month, day in
         [(9, 21), (9, 28), (10, 5), (10, 12), (10, 19), (10, 26), (11, 2), (11, 9), (11, 16), (11, 23)]]
ACCOUNTS = [f"{number * 271_828_182:012}"[-12:] for number in range(1, 41)]
CHECKS = 289


def hexed(*parts):
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:17]


def numbers():
    """The numbers of Inspector's checks, of a list that the program knows."""
    lines = (ROOT / "mappings/benchmarks/amazon_linux_2_v3.0.0.csv").read_text(encoding="utf-8").splitlines()
    listed = [line.split(",")[0] for line in lines if line[:1].isdigit()]
    return (listed + [f"9.{number // 20 + 1}.{number % 20 + 1}" for number in range(CHECKS)])[:CHECKS]


NUMBERS = numbers()


def inspector(of, account, region, instance, run):
    """The result details of one instance."""
    arn = f"arn:aws:inspector2:{region}:{account}:owner/{account}"
    details = []
    for at, number in enumerate(NUMBERS):
        draw = of.random()
        status = "FAILED" if draw < 0.12 else "SKIPPED" if draw < 0.16 else "PASSED"
        details.append({
            "scanArn": f"{arn}/cis-scan/{run}", "accountId": account, "targetResourceId": instance,
            "platform": "AMAZON_LINUX_2", "status": status, "checkId": number,
            "title": f"Ensure recommendation {number} of the house is kept",
            "checkDescription": "What the recommendation is about, and why it matters on this platform. " * 2,
            "remediation": "Run the command of the house and look at what it prints. " * 2,
            "level": "LEVEL_1" if at % 3 else "LEVEL_2", "findingArn": f"{arn}/cis-finding/{hexed(run, instance, at)}",
        })
    return json.dumps({"scanResultDetails": details})


def runs(of, account, region, run, week):
    """The list of runs, which alone says when one was."""
    arn = f"arn:aws:inspector2:{region}:{account}:owner/{account}"
    return json.dumps({"scans": [{
        "scanArn": f"{arn}/cis-scan/{run}", "scanConfigurationArn": f"{arn}/cis-configuration/{run}", "status": "COMPLETED",
        "scanName": "weekly", "scanDate": f"{week}T0{of.randrange(1, 9)}:15:00+00:00", "securityLevel": "LEVEL_2",
        "targets": {"accountIds": ["SELF"]},
    }]})


class Xccdf:
    """A sample as a pattern of others: another host, another time, other results."""

    def __init__(self, name, mark):
        self.text = (ROOT / "samples/workshop/release-1" / name).read_text(encoding="utf-8")
        self.pieces = self.text.split(mark)
        self.mark = mark

    def scan(self, of, host, time):
        pieces = [self.pieces[0]]
        for piece in self.pieces[1:]:
            flipped = of.random() < 0.06 and piece.startswith("pass")
            pieces.append("fail" + piece[4:] if flipped else piece)
        text = self.mark.join(pieces).replace("ip-10-0-21-228.us-west-2.compute.internal", host)
        text = text.replace("ip-10-0-21-228", host.split(".")[0])
        return re.sub(r'end-time="[^"]*"', f'end-time="{time}"', text, count=1)


def registry():
    """The workshop's registry, and entries for Inspector's checks that begin and end on many days."""
    text = (ROOT / "samples/workshop/exceptions.toml").read_text(encoding="utf-8")
    for at, number in enumerate(NUMBERS[5::9]):
        month = at % 12 + 1
        text += f"""
[[exception]]
id = "house-{number.replace('.', '-')}"
rules = ["{number}"]
title = "Ensure recommendation {number} of the house is kept"
benchmark = "CIS Amazon Linux 2 Benchmark"
version = "3.0.0"
category = "operational-impact"
reason = "The house does it otherwise."
approved-on = 2026-{month:02}-01
expires = {2026 if month < 7 else 2027}-{(month + 5) % 12 + 1:02}-28
"""
    return text


def main(folder, scans, broken):
    cis_cat, openscap = Xccdf("cis-cat.xml", "<xccdf:result>"), Xccdf("openscap.xml", "<result>")
    scans_folder = folder / "scans"
    targets = []
    # A small fleet has few accounts, and all weeks.
    accounts = ACCOUNTS[: max(4, scans // 50)]
    each = max(1, scans // (len(WEEKS) * len(accounts)))
    places = [(week, account) for week in WEEKS for account in accounts]
    written = 0
    cut = set(random.Random(1).sample(range(scans), broken))
    for week, account in places:
        of = random.Random(f"{week}/{account}")
        region = REGIONS[int(account[-3:]) % len(REGIONS)]
        run = hexed(week, account)
        here = scans_folder / week / account
        last = (week, account) == places[-1]
        for place in range(scans - written if last else min(each, scans - written)):
            here.mkdir(parents=True, exist_ok=True)
            family = FAMILIES[of.randrange(len(FAMILIES))]
            ami, instance = f"ami-{hexed(family, week)}", f"i-{hexed(week, account, place)}"
            host = f"ip-10-{of.randrange(4)}-{of.randrange(256)}-{place % 256}.{region}.compute.internal"
            time = f"{week}T0{of.randrange(1, 9)}:{of.randrange(10, 60)}:00+01:00"
            kind = written % 10
            if kind < 6:
                name, text = f"{instance}.json", inspector(of, account, region, instance, run)
                (here / "list-cis-scans.json").write_text(runs(of, account, region, run, week), encoding="utf-8")
                key = (instance, "")
            elif kind < 9:
                name, text = f"{place:05}-cis-cat.xml", cis_cat.scan(of, f"{place}-{run}.{host}", time)
                key = (instance, f"{place}-{run}.{host}")
            else:
                name, text = f"{place:05}-openscap.xml", openscap.scan(of, f"{place}-{run}.{host}", time)
                key = (instance, f"{place}-{run}.{host}")
            text = text[: len(text) // 2] if written in cut else text
            (here / name).write_text(text, encoding="utf-8")
            targets.append([*key, account, region, ami, f"{family}-{week}", family, f"role=node;week={week}"])
            written += 1
    with (folder / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["instance_id", "host", "account", "region", "ami_id", "ami_name", "family", "tags"])
        table.writerows(targets)
    (folder / "exceptions.toml").write_text(registry(), encoding="utf-8")
    print(f"{written} scans, {broken} of them cut, in {folder}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 0)
