"""Clients of other systems read what `amicis assess` wrote.

usage: systems.py ocsf FILE | oscal FILE FILE | securityhub FOLDER

Prints what they say; ends with 1 when one refuses.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def ocsf(path):
    from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding

    events = [ComplianceFinding.model_validate(json.loads(line)) for line in Path(path).open(encoding="utf-8")]
    counts = Counter((event.compliance.status_id.value, event.status_id.value) for event in events)
    print(len(events), sorted(counts.items()))


def oscal(results, plan):
    with tempfile.TemporaryDirectory() as home:

        def trestle(*arguments):
            done = subprocess.run(
                [sys.executable, "-m", "trestle", *arguments], cwd=home, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.exit(f"trestle {arguments}: {done.stdout}{done.stderr}")
            return done.stdout + done.stderr

        trestle("init", "--local")
        for name, kind, path in [("ar", "assessment-results", results), ("poam", "plan-of-action-and-milestones", plan)]:
            trestle("import", "-f", str(Path(path).resolve()), "-o", name)
            print("VALID" if "VALID" in trestle("validate", "-t", kind, "-n", name) else sys.exit(f"{kind} is not valid"))


def securityhub(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    keys = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-west-2"}
    try:
        for _ in range(120):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.5)
        for batch in sorted(Path(folder).glob("asff-import-*.json")):
            call = [sys.executable, "-m", "awscli", "--endpoint-url", f"http://127.0.0.1:{port}", "--output", "json"]
            call += ["securityhub", "batch-import-findings", "--findings", f"file://{batch}"]
            done = subprocess.run(call, env={**os.environ, **keys}, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            answer = json.loads(done.stdout)
            print(answer["SuccessCount"], answer["FailedCount"])
    finally:
        server.terminate()


if __name__ == "__main__":
    {"ocsf": ocsf, "oscal": oscal, "securityhub": securityhub}[sys.argv[1]](*sys.argv[2:])
