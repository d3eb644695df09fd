"""What keeper and audit store say to each other, as msgpack: the shape of every request and answer."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.record.chain import Head
from workstation.record.checkpoint import SIGNATURE_SIZE, sign_checkpoint
from workstation.record.entry import Entry, parse_header

BATCH_LIMIT = 500
ROOT_LIMIT = 64 << 10
SeatId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/(0|[1-9][0-9]{0,3})\Z")
]
DEVICE_REVOKED = "device_revoked"
"""The reason of a refusal that ends everything between a device and its store."""
SEEN_FROM = "Deskwarden-Seen-From"
"""The header of every answer that tells from which address the store sees whoever asked."""
LogSize = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]
Name = Annotated[str, msgspec.Meta(max_length=128)]
Password = Annotated[str, msgspec.Meta(max_length=256)]
ChangeWord = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")]
"""What became of an agent's credentials; open, so that a newer store says more than is known here."""
CHANGES_LIMIT = 32
SESSIONS_LIMIT = 64
ChangeNumber = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]


AUTHORIZE_LIMIT, CODE_LIMIT, STATE_LIMIT = 8 << 10, 2048, 64
Assurance = Literal["trial", "installed"]


class EnrolmentWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A device asks to be known: its one-time secret, its Ed25519 key, and a signature that proves the key is its.

    `assurance` says what it is: an installed workstation, or a trial, whose keeper the agent could end and change.
    """

    secret: Annotated[str, msgspec.Meta(max_length=128)]
    public_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    assurance: Assurance


class EnrolmentGranted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The device is known: its UUID, team and certificate, and the key under which receipts are signed.

    `policy_root` is the root of the policies that the store hands out (TUF 5.2), empty where it hands out none.
    """

    device: str
    team: str
    certificate: str
    receipt_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    policy_root: Annotated[bytes, msgspec.Meta(max_length=ROOT_LIMIT)]
    assurance: Assurance


class Shipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Entries of one seat in number order, and the device's checkpoint of the last.

    `known` is the size of the store's log as the device knows it: the receipt proves that the log continues that one.
    """

    seat_id: SeatId
    entries: Annotated[tuple[Entry, ...], msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    signature: Annotated[bytes, msgspec.Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]
    known: LogSize


def shipment_of(key: Ed25519PrivateKey, seat_id: str, entries: Sequence[Entry], known: int = 0) -> Shipment:
    """Return one entry or more under the device's signature; raise LedgerError where the last cannot be understood."""
    last = Head(seat_id, parse_header(entries[-1].header).seq, entries[-1].chain)
    return Shipment(seat_id=seat_id, entries=tuple(entries), signature=sign_checkpoint(key, last), known=known)


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry that people must hear of, ahead of those before it, and the device's checkpoint of it.

    It is no part of the record before its chain brings it, and the device cannot deny it then.
    """

    seat_id: SeatId
    entry: Entry
    signature: Annotated[bytes, msgspec.Meta(min_length=SIGNATURE_SIZE, max_length=SIGNATURE_SIZE)]


class NoticeTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The notice is durable; `is_news` says whether the store had not heard of the entry before."""

    is_news: bool


def notice_of(key: Ed25519PrivateKey, seat_id: str, entry: Entry) -> Notice:
    """Return the entry under the device's signature; raise LedgerError where it cannot be understood."""
    head = Head(seat_id, parse_header(entry.header).seq, entry.chain)
    return Notice(seat_id=seat_id, entry=entry, signature=sign_checkpoint(key, head))


class CodeWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Judge this agent's code, offered at this seat, and the password where one is asked for.

    With what a security key answered, `code` is "" and counts for nothing, and an `agent` of "" is whoever's key that
    is. Without either it is what a store of an earlier version understands; with one such a store refuses it, or takes
    nobody's name for a wrong code.
    """

    seat_id: SeatId
    agent: Name
    code: Annotated[str, msgspec.Meta(max_length=16)]
    password: Password | None = None
    key: KeyAnswer | None = None

    def __repr__(self) -> str:
        return f"CodeWanted(seat_id={self.seat_id!r})"


class CodeJudged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The verdict; agent, team, secret and step are told of an accepted code only.

    `reason` is one of "ok", "wrong_code", "code_used", "locked_out", "access_ended", "suspended", "busy", "name_wanted"
    (too many keys in a row were nobody's). The word is open, so that a store which says no in a newer word does not
    pass for one that is away. `password_hash` is told where a password was asked for: what it is kept as;
    `recovery_left` where the code was a recovery code: how many are left; `key` where a security key answered: what is
    kept of it, and `step` is that of the last code then, as where an OpenID provider said who it is: `openid` is the
    mark of their account there. What is not said is left out, so that a keeper of an earlier version understands it.
    """

    accepted: bool
    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")]
    agent: str = ""
    team: str = ""
    secret: str = ""
    step: int = 0
    password_hash: Annotated[str, msgspec.Meta(max_length=256)] = ""
    recovery_left: int | None = None
    key: SecurityKey | None = None
    openid: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{8})?\Z")] = ""

    def __repr__(self) -> str:
        return f"CodeJudged(accepted={self.accepted!r}, reason={self.reason!r})"


RETURN_PATH = "/deskwarden"
"""Where a browser comes back to at this machine, whatever the port is (RFC 8252 §7.3): providers know this address."""


class OpenidWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Have an OpenID provider asked who is at this seat; `anew` says that they have to authenticate now.

    With `redirect_uri` that is in a browser at the seat, which comes back there; with `insist` because less than is
    wanted came of it before (RFC 9470). Without both it is what a store of an earlier version understands.
    """

    seat_id: SeatId
    anew: bool
    redirect_uri: Annotated[str, msgspec.Meta(pattern=rf"^(http://127\.0\.0\.1:[1-9][0-9]{{0,4}}{RETURN_PATH})?\Z")] = (
        ""
    )
    insist: bool = False


class OpenidBegun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What somebody is to confirm elsewhere within so many `seconds` (RFC 8628 §3.3); asked after every `interval`.

    `reason` is "ok", or a word that says why nothing was begun; then nothing else is told. Who holds `handle` may ask
    what came of it. `uri_complete` brings the user code along, "" where the provider has none that does. In a browser
    at the seat it is `authorize` that is opened, and what comes back brings `state` along; then there is no code.
    """

    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")] = "ok"
    handle: Annotated[bytes, msgspec.Meta(max_length=32)] = b""
    user_code: Annotated[str, msgspec.Meta(max_length=32)] = ""
    uri: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    uri_complete: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0
    interval: Annotated[float, msgspec.Meta(ge=1, le=60)] = 5
    authorize: Annotated[str, msgspec.Meta(max_length=AUTHORIZE_LIMIT)] = ""
    state: Annotated[str, msgspec.Meta(max_length=STATE_LIMIT)] = ""

    def __repr__(self) -> str:
        return f"OpenidBegun(reason={self.reason!r})"


class OpenidAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Judge what came of an authorization, "openid_pending" while nothing has, and the password where one is asked for.

    `agent` is who has to be there, "" where whoever it is may come.
    """

    seat_id: SeatId
    handle: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    agent: Name
    password: Password | None = None

    def __repr__(self) -> str:
        return f"OpenidAsked(seat_id={self.seat_id!r})"


class PasswordWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Have `new` be this agent's password, who proves anew at this seat who they are; code and key as in CodeWanted.

    With `ends_elsewhere` they are signed out at every other seat.
    """

    seat_id: SeatId
    agent: Name
    code: Annotated[str, msgspec.Meta(max_length=16)]
    password: Password
    new: Password
    ends_elsewhere: bool
    key: KeyAnswer | None = None

    def __repr__(self) -> str:
        return f"PasswordWanted(seat_id={self.seat_id!r})"


class PasswordJudged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What came of it: "ok", a reason of CodeJudged, or "password_" and why the new one may not be.

    `recovery_left` is told where the code was a recovery code, which is used up whatever came of it.
    """

    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")]
    recovery_left: int | None = None


class CredentialChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of an agent's credentials, and when; `number` is the store's own of it."""

    number: ChangeNumber
    what: ChangeWord
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class ChangesWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agent opened this seat: what are they to be told? The changes of these numbers they were told of here."""

    seat_id: SeatId
    agent: Name
    told: Annotated[tuple[ChangeNumber, ...], msgspec.Meta(max_length=CHANGES_LIMIT)] = ()

    def __repr__(self) -> str:
        return f"ChangesWanted(seat_id={self.seat_id!r})"


class ChangesUntold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What they are to be told, the oldest first."""

    changes: Annotated[tuple[CredentialChange, ...], msgspec.Meta(max_length=CHANGES_LIMIT)]


class OwnSessionsWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agent at this seat asks where they are signed in."""

    seat_id: SeatId
    agent: Name

    def __repr__(self) -> str:
        return f"OwnSessionsWanted(seat_id={self.seat_id!r})"


class OwnSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One session of an agent's: at which workstation, by the beginning of its name, since when, and open or locked."""

    workstation: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}\Z")]
    since: Annotated[datetime, msgspec.Meta(tz=True)]
    is_open: bool
    is_here: bool


class OwnSessions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the agent is signed in, this seat first; nothing where the record does not say that it is theirs."""

    sessions: Annotated[tuple[OwnSession, ...], msgspec.Meta(max_length=SESSIONS_LIMIT)]


class EndElsewhereWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Sign this agent out at every other seat, who proves anew at this one who they are; all as in CodeWanted."""

    seat_id: SeatId
    agent: Name
    code: Annotated[str, msgspec.Meta(max_length=16)]
    password: Password | None = None
    key: KeyAnswer | None = None

    def __repr__(self) -> str:
        return f"EndElsewhereWanted(seat_id={self.seat_id!r})"


class ElsewhereEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What came of it: "ok", or a reason of CodeJudged; `recovery_left` as in PasswordJudged."""

    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,32}\Z")]
    recovery_left: int | None = None


class OpenidReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Judge what a browser brought back from an authorization (RFC 6749 §4.1.2, RFC 9207), once.

    `agent` is who has to be there; the password goes with it where one is asked for. `error` is "" where a code came.
    """

    seat_id: SeatId
    handle: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    agent: Name
    password: Password | None
    state: Annotated[str, msgspec.Meta(max_length=STATE_LIMIT)]
    code: Annotated[str, msgspec.Meta(max_length=CODE_LIMIT)]
    issuer: Annotated[str, msgspec.Meta(max_length=1024)]
    error: Annotated[str, msgspec.Meta(max_length=64)]

    def __repr__(self) -> str:
        return f"OpenidReturned(seat_id={self.seat_id!r})"


VouchRequest = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


class VouchWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agent asks at this seat for a supervisor's word in place of their code."""

    seat_id: SeatId
    agent: Name
    request: VouchRequest

    def __repr__(self) -> str:
        return f"VouchWanted(seat_id={self.seat_id!r})"


class VouchedWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Judge this agent's password beside a supervisor's word, which the keeper has verified."""

    seat_id: SeatId
    agent: Name
    request: VouchRequest
    password: Password

    def __repr__(self) -> str:
        return f"VouchedWanted(seat_id={self.seat_id!r})"


class VouchTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Supervisors hear of it, where the store knows the agent."""


class VouchStanding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an agent asked for, where and when, and under which name the store knows who answers."""

    request: VouchRequest
    seat_id: SeatId
    approver: Name
    asked: Annotated[datetime, msgspec.Meta(tz=True)]


class LockWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A supervisor wants an agent's seat closed; `anew` also that they prove anew who they are."""

    agent: Name
    anew: bool = False


class Workplace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an agent signed in last, as a store knows it, where else, and under which name it knows who asks."""

    seat_id: SeatId
    approver: Name
    others: Annotated[tuple[SeatId, ...], msgspec.Meta(max_length=256)] = ()


class GlassKeyGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What store and keeper of one device share, to judge break-glass codes while nothing connects them."""

    key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]

    def __repr__(self) -> str:
        return "GlassKeyGiven()"


def enrolment_proof(secret: str, public_key: bytes, assurance: Assurance) -> bytes:
    """Return the bytes that a device signs to prove that it holds the key it enrols."""
    return b"\0".join((b"deskwarden enrolment v2", assurance.encode(), secret.encode(), public_key))
