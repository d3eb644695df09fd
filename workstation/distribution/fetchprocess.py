"""The process that fetches policies for the keeper: what it wants on standard input, the answer on standard output.

It is a process of its own and a short one, because a TUF client takes more memory than the whole keeper.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.credentials.signedrequest import Request, sign_request
from workstation.distribution.client import Source, refresh
from workstation.distribution.fetching import HttpFetcher
from workstation.errors import DistributionError, DistributionUnreachableError
from workstation.policy.fetching import FetchAnswer, PolicyAway, PolicyFetched, PolicyRefused, PolicyWanted

METADATA, TARGETS = "metadata", "targets"


def main() -> None:
    """Answer one question; raise DeskwardenError for trouble that is neither a refusal nor an unreachable store."""
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PolicyWanted)
    sys.stdout.buffer.write(msgspec.msgpack.encode(fetch(wanted)))


def fetch(wanted: PolicyWanted) -> FetchAnswer:
    """Return the policy in force, or why there is no new one; what is kept in the folder stays good throughout."""
    key = Ed25519PrivateKey.from_private_bytes(wanted.device_key)

    def headers(url: str) -> Mapping[str, str]:
        request = Request(method="GET", url=url, body=b"")
        sign_request(key, wanted.device, request, datetime.now(UTC) + timedelta(seconds=wanted.ahead))
        return request.headers

    folder = Path(wanted.folder)
    source = Source(
        fetcher=HttpFetcher(wanted.authority, headers=headers),
        url=f"{wanted.url}/v1/policies",
        pinned_root=wanted.pinned_root,
    )
    try:
        policy = refresh(folder / METADATA, folder / TARGETS, source, wanted.team or None, wanted.now)
    except DistributionUnreachableError as error:
        return PolicyAway(why=str(error))
    except DistributionError as error:
        return PolicyRefused(what=error.what, why=error.why)
    return PolicyFetched(policy=policy)
