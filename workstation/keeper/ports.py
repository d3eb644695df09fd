"""The doors of the keeper: ledger, audit store, vault, verifier."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from workstation.facts.body import Body
from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.facts.kinds import EVERY_KIND, Kind
from workstation.record.chain import Head
from workstation.record.entry import Entry
from workstation.record.eventstream import Event
from workstation.record.exchange import (
    CredentialChange,
    ElsewhereEnded,
    EndElsewhereWanted,
    OpenidBegun,
    OpenidReturned,
    OwnSession,
    PasswordJudged,
    PasswordWanted,
)
from workstation.record.merkle import TreeHead
from workstation.record.receipt import Receipt, ReceiptBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom an entry is about: the agent's name and team, "" where nobody is signed in."""

    agent: str = ""
    team: str = ""


class Ledger(Protocol):
    """The durable record of this machine. Safe to call from any thread."""

    def append(self, seat_id: str, subject: Subject, body: Body) -> int:
        """Make `body` durable and return its number; raise LedgerError otherwise."""

    def append_all(self, seat_id: str, contents: Sequence[tuple[Subject, Body]]) -> int:
        """Make all `contents` durable at once, or none, and return the last number; raise LedgerError otherwise."""

    def head(self, seat_id: str) -> Head:
        """Return where the chain of `seat_id` stands."""

    def seats(self) -> tuple[str, ...]:
        """Return every seat that has a chain here."""

    def waiting(self, seat_id: str, limit: int) -> tuple[Entry, ...]:
        """Return up to `limit` entries that no receipt covers yet, in number order."""

    def about(self, agent: str, limit: int) -> tuple[Entry, ...]:
        """Return the newest entries about `agent`, newest first; those that do not open are left out."""

    def newest(self, seat_id: str, kinds: frozenset[Kind] = EVERY_KIND) -> Iterator[Entry]:
        """Yield the entries of `seat_id` of these `kinds`, newest first; those that do not open are left out."""

    def chain_at(self, seat_id: str, seq: int) -> bytes:
        """Return the chain hash at entry `seq`; raise LedgerError where there is none."""

    def keep_receipt(self, receipt: Receipt, body: ReceiptBody) -> None:
        """Store a verified receipt durably; never goes backwards."""

    def trim(self, before: datetime) -> int:
        """Remove some of what a receipt covers and was written `before`; return how many, 0 where none is left."""

    def receipted(self, seat_id: str) -> int:
        """Return the highest number that a receipt covers, 0 without one."""

    def tree(self) -> TreeHead:
        """Return the head of the store's log in the latest receipt, that of an empty log without one."""


class Vault(Protocol):
    """Where this device keeps its secrets, out of the agent's reach once installed."""

    def get(self, name: str) -> bytes | None:
        """Return the secret called `name`, or None."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name` durably."""


class Keyring(Protocol):
    """What a user's session keeps keys in, locked while the user is away. Not taken at its word: it is asked again."""

    def key(self, name: str) -> bytes | None:
        """Return the key called `name`, or None; may block for a while, raise KeyringError otherwise."""

    def keep(self, name: str, key: bytes) -> None:
        """Keep `key` under `name`; may block for a while, raise KeyringError otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVerdict:
    """The answer to a code, and who gave it. `secret` and `step` let the keeper verify this agent offline later.

    `reason` is one of "ok", "wrong_code", "code_used", "locked_out", "name_wanted"; an unknown agent is a wrong code,
    and a wrong password is one. `step` is the code's time step (RFC 6238 §4.2), `password_hash` what the password is
    kept as, where one was asked for, `recovery_left` how many recovery codes are left, None where the code was none.
    `key` is what is to be kept of the security key that answered in place of a code; `step` is of an earlier code then,
    as where an OpenID provider said who it is: `openid` is the mark of their account there. `approver` is who vouched
    in place of a code. `is_hearsay` says that it rests on what any program of this machine may have brought, and
    nothing else.
    """

    accepted: bool
    reason: str
    agent: str = ""
    team: str = ""
    secret: str = field(default="", repr=False)
    step: int = 0
    password_hash: str = field(default="", repr=False)
    recovery_left: int | None = None
    key: SecurityKey | None = None
    openid: str = ""
    judge: Literal["store", "offline"] = "store"
    approver: str = ""
    is_hearsay: bool = False


class Store(Protocol):
    """The audit store, over the network. Every method blocks up to the client's deadline; StoreError otherwise."""

    def receipt(self, seat_id: str, known: int = 0) -> Receipt | None:
        """Return a receipt of `seat_id` as it stands, None where the store has nothing of it.

        It proves that the store's log continues the one of `known` entries, unless it is shorter.
        """

    def ship(self, seat_id: str, entries: Sequence[Entry], known: int = 0) -> Receipt:
        """Send entries in number order and return the receipt, with its proof; sending twice is harmless."""

    def notice(self, seat_id: str, entry: Entry) -> bool:
        """Have people hear of an entry ahead of those before it; no receipt covers it before they came.

        Return whether the store had not heard of it before; sending twice is harmless.
        """

    def verify_code(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Have the store judge a code (RFC 6238), each code once, and the password where one is asked for.

        Both must be right then, and the answer does not tell which was not. With what a security key answered, that is
        judged in place of the code, and an `agent` of "" is whoever's key that is.
        """


class OpenidStore(Protocol):
    """The audit store, where it asks an OpenID provider. All block up to its deadline; StoreError otherwise."""

    def begin_openid(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        """Have a device authorization begun (RFC 8628 §3.1); `anew`: who confirms it has to authenticate now."""

    def judge_openid(self, seat_id: str, handle: bytes, agent: str, password: str | None = None) -> CodeVerdict:
        """Have judged what came of it; `agent` is who has to be there, "" for anybody. "openid_pending" goes on."""

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        """Have a request made for a browser at the seat; `insist`: less came of the one before than was wanted."""

    def judge_returned(self, told: OpenidReturned) -> CodeVerdict:
        """Have judged what the browser brought back, once."""


class CredentialStore(Protocol):
    """The audit store, where an agent's own credentials change. Both block up to its deadline; StoreError otherwise."""

    def change_password(self, wanted: PasswordWanted) -> PasswordJudged:
        """Have the agent's password changed, who is judged as at a sign-in; only "ok" changed it."""

    def credential_changes(self, seat_id: str, agent: str, told: Sequence[int] = ()) -> tuple[CredentialChange, ...]:
        """Return what the agent is to be told still, the oldest first, but for what was `told` here; each once."""


class SessionStore(Protocol):
    """The audit store, where an agent sees to their sessions. Both block up to its deadline; StoreError otherwise."""

    def own_sessions(self, seat_id: str, agent: str) -> tuple[OwnSession, ...]:
        """Return where an agent is signed in, this seat first; nothing where the record has them not at this seat."""

    def end_elsewhere(self, wanted: EndElsewhereWanted) -> ElsewhereEnded:
        """Have the agent signed out at every other seat, who is judged as at a sign-in; only "ok" did so."""


class Commander(Protocol):
    """Who tells this device what to do."""

    def directives(self, after: int | None) -> Iterator[Event]:
        """Yield directives after number `after`, those from now on where None; blocks between them.

        The first event tells a number alone. It ends where the connection breaks; StoreError where there is none.
        """

    def hang_up(self) -> None:
        """Break `directives` off, now or as soon as it begins; from any thread."""


class AskKey(Protocol):
    """Asks the security key that is plugged in at this workstation."""

    def __call__(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        """Return what it answers to a fresh challenge; blocks for up to a minute, SecurityKeyError otherwise.

        With "" for the agent it answers by the only account that it has here.
        """


class AskOpenid(Protocol):
    """Asks an OpenID provider who is at a seat. Trouble is a refusal, never an exception."""

    def begin(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        """Return what somebody is to confirm elsewhere; blocks up to the store's deadline."""

    def ask(self, seat_id: str, handle: bytes, agent: str, password: str | None) -> CodeVerdict:
        """Return what came of it so far; blocks as `begin`. `agent` is who has to be there, "" for anybody."""

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        """Return what a browser at the seat is to open, which comes back there; blocks as `begin`."""

    def returned(self, told: OpenidReturned) -> CodeVerdict:
        """Return who came of what it brought back, once; blocks as `begin`."""


class Verifier(Protocol):
    """Judges codes, and passwords where asked for: by the store while it answers, else by what is sealed here."""

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Return the verdict; blocks up to the store's deadline. Trouble is a refusal, never an exception.

        What a security key answered is judged in place of the code; with "" for the agent it says who they are.
        """

    def forget(self, agent: str) -> None:
        """Destroy by what this agent's codes are judged here; raise CredentialError where that does not last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """An execution of a file that is to be denied; one that could not be judged in time was allowed.

    `untold` is how many were before it of which nobody could be told. `digest` is that of the file, if it is known.
    """

    path: str
    pid: int
    outcome: Literal["denied", "allowed"]
    untold: int = 0
    digest: str = ""


class Denials(Protocol):
    """What is denied, for as long as this is open. `left` are the files of which executions are not."""

    left: tuple[str, ...]

    def next(self, within: float) -> Denied | None:
        """Return the next execution, None where none came within so many seconds; WardenError once this has ended."""

    def close(self) -> None:
        """Let everything be executed again."""


class Executions(Protocol):
    """What the session's user executes, for as long as this is open."""

    def next(self, within: float) -> tuple[int, ...]:
        """Return which processes executed something since, none where none did; WardenError once this has ended."""

    def close(self) -> None:
        """Hear of no more."""


class Warden(Protocol):
    """The hand with privileges: five verbs, asked by the keeper alone, and one question."""

    def start(self, part: Literal["seat", "shield"], slot: int) -> int:
        """Start a part in the session of `slot` and return its process id; raise WardenError otherwise."""

    def lock(self, slot: int) -> None:
        """Lock the session by the operating system; raise WardenError where it has no lock."""

    def deny(self, slot: int, paths: Sequence[str]) -> "Denials":
        """Deny executions of these files in the session of `slot`, until what is returned is closed.

        Raise WardenError where that cannot be done.
        """

    def notice(self, slot: int) -> "Executions":
        """Hear of every execution by the user of session `slot`, until what is returned is closed.

        Raise WardenError where that cannot be done.
        """

    def kill(self, pid: int) -> None:
        """End the process `pid` at once; one that is gone already is no error."""

    def running(self, pid: int) -> bool:
        """Say whether a process that `start` returned still runs."""
