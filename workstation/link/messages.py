"""Everything that is said on the local socket, one union for each direction and role."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workstation.facts.actions import LockWarning
from workstation.facts.body import Body, ClassName, ShortName
from workstation.facts.capability import Capability
from workstation.facts.factor import Factor
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.situation import StoreView
from workstation.facts.support import Supported
from workstation.facts.truth import Truth
from workstation.link.health import Health
from workstation.record.exchange import SESSIONS_LIMIT, OwnSession

VERSION = 1
RECORD_LIMIT = 2000
EXECUTED_LIMIT = 4096
COUNTDOWN_LIMIT = 86_400
PROOF_LIMIT = 86_400
PIN_LIMIT = 63
Reason = Annotated[str, Meta(pattern=r"^[a-z_]{1,32}\Z")]
Role = Literal["seat", "shield", "prompt", "status", "call", "recorder", "console"]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag=True):
    """The root of every message: tagged with its class name, strict about its fields."""


class Hello(Message, frozen=True):
    """The first message of every peer. `slot` numbers the session on this machine, from 1."""

    version: int
    role: Role
    slot: int = 1


class Beat(Message, frozen=True):
    """Still here. Sent by both sides once a second; five seconds of silence count as death."""


# ── from the seat ──


class Ready(Message, frozen=True):
    """Every sensor is up."""

    capabilities: Annotated[tuple[Capability, ...], Meta(max_length=24)]


class CapabilitiesTold(Message, frozen=True):
    """What this session can keep is something else than `Ready` said, or the last of these."""

    capabilities: Annotated[tuple[Capability, ...], Meta(max_length=24)]


class Report(Message, frozen=True):
    """Write this down. `number` counts the seat's reports, so that Recorded can name one."""

    number: int
    body: Body


class LockOrder(Message, frozen=True):
    """Lock the seat now."""

    reason: Reason


class CountdownTold(Message, frozen=True):
    """The seat counts down: so many seconds are left until it locks for `reason`; None takes that back."""

    reason: LockWarning
    seconds: Annotated[float, Meta(ge=0, le=COUNTDOWN_LIMIT)] | None


class SignOffOrder(Message, frozen=True):
    """End the agent's session now; the seat closes until somebody signs in."""


class MyRecordWanted(Message, frozen=True):
    """The agent wants to see what was recorded about them, at most `limit` entries, newest first."""

    limit: Annotated[int, Meta(ge=1, le=RECORD_LIMIT)] = 500


class PolicyTaken(Message, frozen=True):
    """The seat guards by the policy of this version; every report before was judged by the one before."""

    version: str


class PauseWanted(Message, frozen=True):
    """Have the call recorder paused now, because `rule` says so of this class of data in this program."""

    rule: ShortName
    application: ShortName
    data_class: ClassName


class ResumeWanted(Message, frozen=True):
    """Let the call recorder go on."""


class StepUpWanted(Message, frozen=True):
    """Write a reveal down once its agent proved their factors within this time, and ask for them where not.

    `number` is the seat's own of that reveal. One waits at a time; another takes its place.
    """

    number: int
    body: Body
    within_seconds: Annotated[float, Meta(ge=0, le=PROOF_LIMIT)]


class ProofOffered(Message, frozen=True):
    """What the agent proves themself by, for the reveal that waits for it; `pin` and `openid` as in CodeOffered.

    With `browser` they are to confirm in a browser at this seat, and not on another device.
    """

    number: int
    code: Annotated[str, Meta(max_length=16)]
    password: Annotated[str, Meta(max_length=256)] | None = None
    pin: Annotated[str, Meta(max_length=PIN_LIMIT)] | None = None
    openid: bool = False
    browser: bool = False

    def __repr__(self) -> str:
        return f"ProofOffered(number={self.number})"


class StepUpDropped(Message, frozen=True):
    """The reveal of this number is over, and was never lifted."""

    number: int


class PasswordOffered(Message, frozen=True):
    """Have the agent's password be `new`; they prove by the rest who they are, with a `pin` as in CodeOffered.

    With `ends_elsewhere` they are signed out at every other seat. `number` is the seat's own of this.
    """

    number: int
    code: Annotated[str, Meta(max_length=16)]
    password: Annotated[str, Meta(max_length=256)]
    new: Annotated[str, Meta(max_length=256)]
    ends_elsewhere: bool
    pin: Annotated[str, Meta(max_length=PIN_LIMIT)] | None = None

    def __repr__(self) -> str:
        return f"PasswordOffered(number={self.number})"


class MySessionsWanted(Message, frozen=True):
    """Tell the agent where they are signed in; `number` is the seat's own of this."""

    number: int


class ElsewhereOffered(Message, frozen=True):
    """Sign the agent out at every other seat, who proves by the rest who they are, as in PasswordOffered."""

    number: int
    code: Annotated[str, Meta(max_length=16)]
    password: Annotated[str, Meta(max_length=256)] | None = None
    pin: Annotated[str, Meta(max_length=PIN_LIMIT)] | None = None

    def __repr__(self) -> str:
        return f"ElsewhereOffered(number={self.number})"


# ── from a shield ──


class Covering(Message, frozen=True):
    """The shield's own word on what it holds: verified by the server's answers, not by intent.

    `window` is the covering window, `prompt` that of the prompt it started (0 without one), both as X ids.
    """

    covered: bool
    keyboard: bool
    pointer: bool
    window: int
    prompt: int = 0


# ── from the prompt ──


class CodeOffered(Message, frozen=True):
    """A sign-in (with a name) or an unlock (the name of the signed-in agent, or ""), with a password if wanted.

    With a `pin`, "" for a key that wants none, the security key that is plugged in is asked in place of the code, and
    says at a sign-in without a name whose it is; with `openid` an OpenID provider, which says at a sign-in who it is.
    """

    agent: Annotated[str, Meta(max_length=128)]
    code: Annotated[str, Meta(max_length=16)]
    password: Annotated[str, Meta(max_length=256)] | None = None
    pin: Annotated[str, Meta(max_length=PIN_LIMIT)] | None = None
    openid: bool = False

    def __repr__(self) -> str:
        return f"CodeOffered(agent={self.agent!r})"


class OfferDropped(Message, frozen=True):
    """Whoever was to confirm something elsewhere does not: wait for it no more."""


class Attested(Message, frozen=True):
    """The checklist's items that the agent confirmed, by their number."""

    items: Annotated[tuple[int, ...], Meta(max_length=64)]


class Acknowledged(Message, frozen=True):
    """The agent confirmed that they read what the policy of this version says."""

    version: Annotated[str, Meta(max_length=64)]


class SupervisorWanted(Message, frozen=True):
    """Have a supervisor asked to vouch for the agent whose seat it is; at a free seat, for whoever is named."""

    agent: Annotated[str, Meta(max_length=128)]

    def __repr__(self) -> str:
        return f"SupervisorWanted(agent={self.agent!r})"


class VouchOffered(Message, frozen=True):
    """The password of the agent for whom a supervisor vouched."""

    password: Annotated[str, Meta(max_length=256)]

    def __repr__(self) -> str:
        return "VouchOffered()"


# ── from the prompt, or from `deskwarden break-glass` at a console ──


class GlassWanted(Message, frozen=True):
    """Say what IT has to be told, so that a break-glass code opens the seat."""


class GlassOffered(Message, frozen=True):
    """The break-glass code that IT gave, for the agent whose seat it is; at a free seat, for whoever is named."""

    agent: Annotated[str, Meta(max_length=128)]
    code: Annotated[str, Meta(max_length=16)]

    def __repr__(self) -> str:
        return f"GlassOffered(agent={self.agent!r})"


# ── from `deskwarden call` ──


class CallSaid(Message, frozen=True):
    """A call began or ended."""

    on_call: bool


# ── from the port of call recorders ──


class RecorderConfirmed(Message, frozen=True):
    """A recorder's adapter said that its recorder is paused, or that it is not; also where nobody says it any more."""

    paused: bool


# ── from the keeper ──


class Welcome(Message, frozen=True):
    """The keeper accepts the peer. `policy` is the whole policy, as `policy.wire` encodes it.

    `assurance` is "trial" outside an installation,
    `team` is the device's own, from its certificate.
    """

    policy: bytes
    policy_version: str
    seat_id: str
    team: str
    assurance: Literal["trial", "installed"]


class PolicyTold(Message, frozen=True):
    """What is in force, to the seat: whenever that changes, and whenever it is confirmed.

    `confirmed` is when the audit store last proved it, None for a file of this machine; `is_strictest` tells that
    this was too long ago.
    """

    policy: bytes
    name: str
    version: str
    confirmed: datetime | None
    is_strictest: bool


class TruthTold(Message, frozen=True):
    """What the seat is now; `at` is when it became so.

    `closes_at` is when it closes unless the audit store is heard, None while that is far. `factors` open it; with
    `may_be_vouched` a supervisor's word counts in place of code or key. `key_at_hand` tells of a closed seat that a
    security key is plugged in, whosever it is. `shift` is the end of the shift, once that is near.
    """

    truth: Truth
    agent: str
    reason: str
    at: datetime
    closes_at: datetime | None = None
    factors: tuple[Factor, ...] = ("totp",)
    may_be_vouched: bool = False
    key_at_hand: bool = False
    store_answers: bool = False
    waiting: int = 0
    shift: ShiftEnd | None = None


class CallTold(Message, frozen=True):
    """A call began, or ended and that is durable: to the seat, and as the answer to CallSaid."""

    on_call: bool


class StoreViewTold(Message, frozen=True):
    """From where the audit store sees this workstation, to the seat; None where that is not known any more."""

    view: StoreView | None


class SupportTold(Message, frozen=True):
    """Remote support is allowed and that is durable, to the seat; with None, none is any more."""

    support: Supported | None


class RecorderTold(Message, frozen=True):
    """What call recorders are to do: be paused, or go on."""

    paused: bool


class Executed(Message, frozen=True):
    """These processes of the session's user executed something just now, to the seat."""

    pids: Annotated[tuple[int, ...], Meta(max_length=EXECUTED_LIMIT)]


class NotPaused(Message, frozen=True):
    """No recorder was paused in time, to the seat: the customer must wait."""


class MySessions(Message, frozen=True):
    """The answer to MySessionsWanted, this seat first; `reason` is "ok", or why nothing is told.

    By these factors the agent ends the others.
    """

    number: int
    reason: Reason
    sessions: Annotated[tuple[OwnSession, ...], Meta(max_length=SESSIONS_LIMIT)] = ()
    factors: tuple[Factor, ...] = ()


class ElsewhereAnswered(Message, frozen=True):
    """The answer to ElsewhereOffered: "ok" where the agent is signed out elsewhere, or why they are not."""

    number: int
    reason: Reason


class RecoveryCodeTaken(Message, frozen=True):
    """A recovery code of the agent's is used up, to the seat; so many are left."""

    left: int


class PasswordAsked(Message, frozen=True):
    """By these factors the agent may change their password now, to the seat; by none, they may not."""

    factors: tuple[Factor, ...]


class PasswordAnswered(Message, frozen=True):
    """The answer to PasswordOffered: "ok" where the password is changed, which is durable then, or why it is not."""

    number: int
    reason: Reason


class CredentialsTold(Message, frozen=True):
    """Something changed by which the agent proves who they are, and that they are told is durable, to the seat."""

    what: Reason


class GlassAsked(Message, frozen=True):
    """What IT has to be told: the challenge, and at which device. A name is to be given where the seat is free."""

    challenge: str
    device: str
    is_free: bool


class VouchTold(Message, frozen=True):
    """A supervisor was asked, to the prompt; or one vouched, and the password is awaited."""

    is_given: bool


class GlassOpened(Message, frozen=True):
    """A break-glass code opened this seat, to the seat; it closes `until` then, and no mask is lifted before."""

    until: datetime


class Recorded(Message, frozen=True):
    """Report `number` is durable as entry `seq`."""

    number: int
    seq: int


class NotRecorded(Message, frozen=True):
    """What report `number` told of may not be, and is on the record as refused; it is not to be told again."""

    number: int


class ProofAsked(Message, frozen=True):
    """These factors are to be proved before the reveal of this number is written down, to the seat."""

    number: int
    factors: tuple[Factor, ...]


class RevealRecorded(Message, frozen=True):
    """The reveal of StepUpWanted is durable as entry `seq`."""

    number: int
    seq: int


class RecordLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of the agent's own record."""

    seq: int
    at: datetime
    body: Body
    at_store: bool


class MyRecord(Message, frozen=True):
    """The answer to MyRecordWanted, newest first."""

    lines: tuple[RecordLine, ...]


class Cover(Message, frozen=True):
    """Shield: cover the screen, hold keyboard and pointer, show the prompt."""

    reason: str
    truth: Truth


class Uncover(Message, frozen=True):
    """Shield: let go, remove every covering window, and wait."""


class Farewell(Message, frozen=True):
    """The trial ends: let everything go and leave. Never sent by an installed keeper."""


class Family(Message, frozen=True):
    """Shield: these windows may lie above yours (the twin's and the prompt's)."""

    windows: tuple[int, ...]


class Verdict(Message, frozen=True, omit_defaults=True):
    """The answer to CodeOffered, Attested, Acknowledged, GlassOffered, VouchOffered or ProofOffered.

    An older prompt reads one without a policy.
    `reason` is a word of `ui.present`, never a hint which part was wrong; `number` is that of the ProofOffered.
    `policy`, of `policy_version`, is to be read and acknowledged, as `policy.wire` encodes it.
    """

    accepted: bool
    reason: str
    checklist: tuple[str, ...] = ()
    policy: bytes = b""
    policy_version: str = ""
    number: int = 0


class ConfirmElsewhere(Message, frozen=True):
    """What was offered waits until somebody confirms this code at their OpenID provider, on another device.

    `uri_complete` brings the code along, "" where the provider has none that does; a Verdict comes of it, in `seconds`.
    `number` is that of the ProofOffered.
    """

    user_code: Annotated[str, Meta(max_length=32)]
    uri: Annotated[str, Meta(max_length=1024)]
    uri_complete: Annotated[str, Meta(max_length=1024)]
    seconds: Annotated[float, Meta(ge=0, le=3600)]
    number: int = 0


class OpenBrowser(Message, frozen=True):
    """What was offered waits for a browser at this seat that opens `url`; a Verdict comes of it, in `seconds`.

    `number` is that of the ProofOffered.
    """

    url: Annotated[str, Meta(max_length=8192)]
    seconds: Annotated[float, Meta(ge=0, le=3600)]
    number: int = 0


ProofTold = Verdict | ConfirmElsewhere | OpenBrowser
"""What comes of a ProofOffered: the verdict, and what is to be done before it comes."""


class Status(Message, frozen=True):
    """What the keeper knows, for `deskwarden status` and `doctor`."""

    health: Health


FromSeat = (
    Beat
    | Ready
    | CapabilitiesTold
    | Report
    | LockOrder
    | CountdownTold
    | SignOffOrder
    | MyRecordWanted
    | PolicyTaken
    | PauseWanted
    | ResumeWanted
    | StepUpWanted
    | ProofOffered
    | StepUpDropped
    | PasswordOffered
    | MySessionsWanted
    | ElsewhereOffered
)
FromShield = Beat | Covering
FromPrompt = (
    Beat
    | CodeOffered
    | OfferDropped
    | Attested
    | Acknowledged
    | GlassWanted
    | GlassOffered
    | SupervisorWanted
    | VouchOffered
)
FromConsole = Beat | GlassWanted | GlassOffered
FromStatus = Beat
FromCall = Beat | CallSaid
FromRecorder = Beat | RecorderConfirmed
FromKeeper = (
    Beat
    | Welcome
    | PolicyTold
    | TruthTold
    | CallTold
    | StoreViewTold
    | SupportTold
    | RecorderTold
    | Executed
    | NotPaused
    | RecoveryCodeTaken
    | PasswordAsked
    | PasswordAnswered
    | MySessions
    | ElsewhereAnswered
    | CredentialsTold
    | GlassAsked
    | VouchTold
    | GlassOpened
    | Recorded
    | NotRecorded
    | ProofAsked
    | RevealRecorded
    | MyRecord
    | Cover
    | Uncover
    | Farewell
    | Family
    | Verdict
    | ConfirmElsewhere
    | OpenBrowser
    | Status
)
