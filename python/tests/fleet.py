"""A fleet of scans made of the samples: a folder for each, with the list of runs beside those of Inspector."""

import json
import os
import pathlib
import sys
import unittest

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
REGISTRY = SAMPLES / "workshop" / "exceptions.toml"
AS_OF = "2026-11-23"


def skip(why: str) -> Exception:
    """Says on standard error that a test is skipped; an error where nothing may be."""
    print(f"SKIPPED: {why}", file=sys.stderr)
    return AssertionError(why) if os.environ.get("AMICIS_REQUIRE_ENGINES") else unittest.SkipTest(why)


def inspector(at: int) -> dict[str, str]:
    """A scan of Inspector, and the list of runs that knows when it was."""
    account, region = f"{at % 7:012}", ("eu-central-1", "us-west-2")[at % 2]
    arn = f"arn:aws:inspector2:{region}:{account}:owner/{account}/cis-scan/{at:08}"
    checks = [
        {
            "scanArn": arn,
            "accountId": account,
            "targetResourceId": f"i-{at:017x}",
            "platform": "AMAZON_LINUX_2",
            "status": "FAILED" if (number + at) % 5 == 0 else "PASSED",
            "statusReason": f"/dev/shm {at}",
            "checkId": f"1.1.{number}",
            "title": f"Ensure part {number} of the sample is as it should be",
            "level": "LEVEL_1",
        }
        for number in range(1, 31)
    ]
    run = {
        "scanArn": arn,
        "scanConfigurationArn": arn.replace("cis-scan", "cis-configuration"),
        "status": "COMPLETED",
        "scanDate": f"2026-11-{9 + at % 3 * 7:02}T02:15:00+00:00",
        "securityLevel": "LEVEL_1",
    }
    return {"details.json": json.dumps({"scanResultDetails": checks}), "list-cis-scans.json": json.dumps({"scans": [run]})}


def cis_cat(at: int) -> dict[str, str]:
    """The workshop's scan of another machine."""
    text = (SAMPLES / "workshop" / "release-1" / "cis-cat.xml").read_text(encoding="utf-8")
    return {"results.xml": text.replace("ip-10-0-21-228", f"ip-10-{at // 65536}-{at // 256 % 256}-{at % 256}")}


def make(root: pathlib.Path, scans: int, broken: int) -> None:
    """Writes scans and broken files below a folder."""
    for at in range(scans):
        folder = root / f"{at % 3}" / f"{at:05}"
        folder.mkdir(parents=True)
        for name, text in (cis_cat if at % 10 == 0 else inspector)(at).items():
            (folder / name).write_text(text, encoding="utf-8")
    for at in range(broken):
        folder = root / "broken" / f"{at:05}"
        folder.mkdir(parents=True)
        text = cis_cat(at)["results.xml"]
        (folder / "results.xml").write_text(text[: len(text) // 2], encoding="utf-8")


def inventory(scans: int) -> bytes:
    """The families of the machines, as a CSV."""
    families = ("web", "node", "batch")
    rows = [f"i-{at:017x},{families[at % 3]}" for at in range(scans) if at % 10]
    return "\n".join(["instance_id,family", *rows, ""]).encode()
