"""Approving and revoking from a terminal: what is asked of the store, over TLS, with a supervisor's token."""

# SPDX-License-Identifier: Apache-2.0

import ssl
from typing import TypeVar
from urllib.parse import quote

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, SSLError

from workstation.auditstore.supervision import StorePlace
from workstation.errors import StoreError, StoreRefusedError
from workstation.record.approval import SignedApproval
from workstation.record.directive import ActRevoked
from workstation.record.exchange import LockWanted, VouchStanding, Workplace
from workstation.record.malformed import MALFORMED
from workstation.record.vouch import SignedVouch

DEADLINE = urllib3.Timeout(connect=5, read=15)
OK = range(200, 300)
EXPLANATION_LIMIT = 300
T = TypeVar("T")


class Explanation(msgspec.Struct, frozen=True):
    """What the store says where it refuses."""

    error: str


def workplace(place: StorePlace, agent: str) -> Workplace:
    """Return where `agent` is signed in, and who asks; raise StoreError where the store does not say."""
    answer = _ask(place, "GET", f"/v1/workplace?agent={quote(agent, safe='')}", b"")
    return _parsed(msgspec.msgpack.Decoder(Workplace), answer)


def approve(place: StorePlace, signed: SignedApproval) -> None:
    """Have the store pass an approval on; raise StoreError where it does not."""
    _ask(place, "POST", "/v1/approvals", msgspec.msgpack.encode(signed))


def revoke(place: StorePlace, seat_id: str) -> None:
    """Have what was approved at a seat be over; raise StoreError where the store does not pass that on."""
    _ask(place, "POST", "/v1/revocations", msgspec.msgpack.encode(ActRevoked(seat_id=seat_id)))


def standing_vouch(place: StorePlace, agent: str) -> VouchStanding:
    """Return what `agent` asks for; raise StoreError where the store does not say."""
    answer = _ask(place, "GET", f"/v1/vouches?agent={quote(agent, safe='')}", b"")
    return _parsed(msgspec.msgpack.Decoder(VouchStanding), answer)


def vouch(place: StorePlace, signed: SignedVouch) -> None:
    """Have the store pass a vouch on; raise StoreError where it does not."""
    _ask(place, "POST", "/v1/vouches", msgspec.msgpack.encode(signed))


def close_seat(place: StorePlace, wanted: LockWanted) -> None:
    """Have an agent's seat closed; raise StoreError where the store does not."""
    _ask(place, "POST", "/v1/locks", msgspec.msgpack.encode(wanted))


def _ask(place: StorePlace, method: str, path: str, body: bytes) -> bytes:
    headers = {"Authorization": f"Bearer {place.token}"}
    address = place.url.rstrip("/") + path
    try:
        with urllib3.PoolManager(ca_cert_data=place.authority, retries=False, timeout=DEADLINE) as pool:
            answer = pool.request(method, address, headers=headers, body=body or None, redirect=False)
    except SSLError as error:
        if isinstance(error.args[0], ssl.SSLCertVerificationError):
            raise StoreError("this is not the audit store whose certificate was given") from error
        raise StoreError("the audit store cannot be reached", hint=f"Its address is {place.url}.") from error
    except HTTPError as error:
        raise StoreError("the audit store cannot be reached", hint=f"Its address is {place.url}.") from error
    if answer.status not in OK:
        said = _parsed(msgspec.json.Decoder(Explanation), answer.data).error
        words = "".join(character for character in said if character.isprintable())[:EXPLANATION_LIMIT]
        raise StoreRefusedError(f"the audit store refused: {words}")
    return answer.data


def _parsed(decoder: msgspec.msgpack.Decoder[T] | msgspec.json.Decoder[T], untrusted: bytes) -> T:
    try:
        return decoder.decode(untrusted)
    except MALFORMED as error:
        raise StoreError("the audit store answered nonsense", hint="Is the address that of an audit store?") from error
