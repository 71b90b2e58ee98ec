"""Reads a bundle as other programs do: in-toto's own Python package, and securesystemslib for signatures.

usage: clients.py BUNDLE
"""

import json
import sys
from pathlib import Path

from google.protobuf import json_format
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner

TYPE = "application/vnd.in-toto+json"


def statement(path):
    """The statement of a file, as in-toto's package takes it, and the predicate's JSON."""
    read = json_format.Parse(path.read_text(), statement_pb2.Statement())
    Statement.copy_from_pb(read).validate()
    return read, json_format.MessageToJson(read.predicate)


def tests(path):
    read, predicate = statement(path)
    assert read.predicate_type == "https://in-toto.io/attestation/test-result/v0.1", read.predicate_type
    # A consumer has to pass over fields that it does not know: in-toto's parsing rules.
    result = json_format.Parse(predicate, test_result_pb2.TestResult(), ignore_unknown_fields=True)
    assert result.result in ("PASSED", "WARNED", "FAILED"), result.result
    digests = [part.digest["sha256"] for part in result.configuration if part.digest]
    assert digests and all(len(digest) == 64 for digest in digests), digests
    assert any(part.uri.startswith("arn:aws:ec2:::image/ami-") for part in result.configuration)
    return result


def summary(path, result):
    read, predicate = statement(path)
    assert read.predicate_type == "https://slsa.dev/verification_summary/v1", read.predicate_type
    predicate = json.loads(predicate)
    # SLSA's page has a list here; the package's message, up to 0.9.3, a single text.
    assert predicate.pop("verifiedLevels") == []
    summary = json_format.ParseDict(predicate, vsa_pb2.VerificationSummary())
    wanted = "FAILED" if result.result == "FAILED" else "PASSED"
    assert summary.verification_result == wanted, summary.verification_result
    assert summary.verifier.id and summary.resource_uri and summary.policy.digest["sha256"]
    assert summary.input_attestations[0].uri == "amicis.predicate.json"
    assert summary.time_verified.seconds > 0


def signed(path):
    """Signs the file as it is, reads the envelope again, and verifies it; a changed byte does not verify."""
    signer = CryptoSigner.generate_ed25519()
    envelope = Envelope(path.read_bytes(), TYPE, {})
    envelope.sign(signer)
    stored = json.loads(json.dumps(envelope.to_dict()))
    again = Envelope.from_dict(stored)
    again.verify([signer.public_key], 1)
    assert json.loads(again.payload)["_type"] == "https://in-toto.io/Statement/v1"
    middle = len(again.payload) // 2
    for place in (0, middle, len(again.payload) - 1):
        changed = bytearray(again.payload)
        changed[place] ^= 1
        refused(Envelope(bytes(changed), TYPE, again.signatures), signer.public_key)
    refused(Envelope(again.payload, "text/plain", again.signatures), signer.public_key)
    refused(again, CryptoSigner.generate_ed25519().public_key)


def refused(envelope, key):
    try:
        envelope.verify([key], 1)
    except VerificationError:
        return
    raise AssertionError("a changed statement has a good signature")


def main():
    bundle = Path(sys.argv[1])
    result = tests(bundle / "amicis.intoto.json")
    summary(bundle / "amicis.vsa.json", result)
    for name in ("amicis.intoto.json", "amicis.vsa.json"):
        signed(bundle / name)
    print(f"{result.result}: {len(result.failed_tests)} failed, {len(result.warned_tests)} warned")


main()
