"""A fetching process that verifies nothing: how the demo takes the proof of policies away."""

# SPDX-License-Identifier: Apache-2.0

import json
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.credentials.signedrequest import Request, sign_request
from workstation.policy.fetching import PolicyFetched, PolicyWanted

wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PolicyWanted)
pool = urllib3.PoolManager(ca_cert_data=wanted.authority)


def got(path: str) -> bytes:
    """Return a published file, whatever it is."""
    request = Request(method="GET", url=f"{wanted.url}/v1/policies/{path}", body=b"")
    key = Ed25519PrivateKey.from_private_bytes(wanted.device_key)
    sign_request(key, wanted.device, request, datetime.now(UTC))
    return pool.request("GET", request.url, headers=dict(request.headers)).data


def signed(name: str) -> Any:  # noqa: ANN401 - whatever it is
    """Return what a file of metadata says, whoever signed it."""
    return json.loads(got(f"metadata/{name}"))["signed"]


snapshot = signed("timestamp.json")["meta"]["snapshot.json"]["version"]
targets = signed(f"{snapshot}.snapshot.json")["meta"]["targets.json"]["version"]
sha256 = signed(f"{targets}.targets.json")["targets"]["policy.toml"]["hashes"]["sha256"]
policy = got(f"targets/{sha256}.policy.toml")
sys.stdout.buffer.write(msgspec.msgpack.encode(PolicyFetched(policy=policy)))
