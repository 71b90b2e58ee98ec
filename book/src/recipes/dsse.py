"""Signs a statement as a DSSE envelope with a key of your own, and verifies one. Needs securesystemslib[crypto].

usage: dsse.py sign KEY.pem STATEMENT > ENVELOPE
       dsse.py verify PUBLIC.pem ENVELOPE > STATEMENT
"""

import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

TYPE = "application/vnd.in-toto+json"


def sign(key, statement):
    envelope = Envelope(statement, TYPE, {})
    envelope.sign(CryptoSigner(load_pem_private_key(key, None)))
    return json.dumps(envelope.to_dict()).encode()


def verify(key, envelope):
    envelope = Envelope.from_dict(json.loads(envelope))
    envelope.verify([SSlibKey.from_crypto(load_pem_public_key(key))], 1)
    if envelope.payload_type != TYPE:
        raise VerificationError(f"it holds {envelope.payload_type}, no statement of in-toto")
    return envelope.payload


def main(what, key, file):
    act = {"sign": sign, "verify": verify}[what]
    try:
        sys.stdout.buffer.write(act(Path(key).read_bytes(), Path(file).read_bytes()))
    except VerificationError as error:
        sys.exit(f"{file}: {error}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
