"""What the windows are shown in tests: made up, and as long as life makes it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from msgspec.structs import replace as replace_struct

from ui.password import PasswordWindow
from ui.sessions import SessionsWindow
from workstation.facts.actions import AskProof, AskReason, NoticeEvent, Notify
from workstation.facts.body import Body
from workstation.facts.capability import Capability, Strength
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.place import Mark, Rect
from workstation.facts.revealing import asked
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.link.messages import (
    ConfirmElsewhere,
    ElsewhereAnswered,
    ElsewhereOffered,
    GlassAsked,
    MyRecord,
    MySessions,
    OpenBrowser,
    PasswordAnswered,
    PasswordOffered,
    RecordLine,
    TruthTold,
    Verdict,
    Welcome,
)
from workstation.policy.looking import scan_of_everything
from workstation.policy.rules import (
    CaptureRule,
    ClipboardRule,
    DeskRule,
    FactorsRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    NotificationRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    Reveal,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import Hours, PlaceScope, Scope
from workstation.policy.wire import encode_policy
from workstation.record.digest import Digest
from workstation.record.exchange import OwnSession
from workstation.record.feeditem import FeedItem

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INSTEAD = "Ask your supervisor if you need this for a customer."
REASON = "Copied data can end up anywhere."
CHECKLIST = (
    "My desk is free of paper, pens and phones.",
    "No customer data is visible to people who pass by, not on a second screen and not in a notebook beside it.",
    "I am alone at this desk.",
    "My headset is on.",
)
POLICY = Policy(
    name="Cards, Cebu",
    format=1,
    acknowledge=True,
    rule=(
        MaskingRule(id="masking", classes=("card_number", "card_verification", "us_ssn", "iban", "date_of_birth")),
        WindowRule(id="window", cover="unfocused"),
        ClipboardRule(id="clipboard", mode="expire", pictures="read"),
        RecordingRule(id="recording"),
        PrintingRule(id="printing"),
        CaptureRule(id="capture"),
        IdleRule(id="idle", after_seconds=300, sign_out_minutes=60),
        ReauthRule(id="reauth", after_seconds=14_400, after_risks=("clock", "network", "media"), violations_an_hour=20),
        ShiftRule(id="shift", hours=(Hours(start="08:00", end="18:00"), Hours(start="22:00", end="06:00"))),
        FactorsRule(id="factors"),
        DeskRule(id="desk", forbidden_names=("obs",), checklist=CHECKLIST),
        NetworkRule(id="network", networks=("10.4.0.0/16",), scope=Scope(call="on")),
        NotificationRule(id="notification"),
    ),
    reveal=(
        Reveal(
            id="reveal",
            classes=("us_ssn",),
            scope=PlaceScope(call="on"),
            seconds=30,
            times_an_hour=5,
            reasons=("The customer asks.",),
        ),
    ),
)
CAPABILITIES = (
    Capability(promise="Masks on the screen and in captures of the whole screen", strength=Strength.PREVENTED),
    Capability(
        promise="Programs that read the screen",
        strength=Strength.DETECTED,
        why="They are named after they read; what they get is masked.",
    ),
    Capability(
        promise="Pictures of a single window",
        strength=Strength.NOT_HERE,
        why="X11 gives every program of this session the pixels below a mask.",
    ),
)


def session(truth: Truth = Truth.ACTIVE, reason: str = "") -> Session:
    """Return a session of this truth."""
    return Session(now=NOON, policy="a1b2c3d4e5f6", truth=truth, agent="j.cruz", reason=reason)


def notice(event: NoticeEvent = "copy_blocked", what: str = "card_number", instead: str = INSTEAD) -> Notify:
    """Return a notice."""
    return Notify(event=event, rule="card-clipboard", what=what, reason=REASON, instead=instead)


MASK = Rect(200, 120, 90, 20)
REASONS = (
    "The customer cannot read it out.",
    "The number on file is wrong, and the customer wants to compare it with the letter that came this week.",
    "The bank asks for it.",
)


def question(number: int = 1, *, is_told: bool = False, may_type: bool = False) -> AskReason:
    """Return what is asked before a mask is lifted."""
    return AskReason(
        number=number,
        data_class="us_ssn",
        reasons=REASONS,
        places=(MASK,),
        seconds=30,
        is_told=is_told,
        may_type=may_type,
    )


def proof(number: int = 1, *factors: Factor) -> AskProof:
    """Return what an agent is asked to prove before a mask is lifted, a code without more."""
    return AskProof(number=number, data_class="us_ssn", factors=factors or ("totp",), places=(MASK,))


def proving(number: int = 1) -> Session:
    """Return a session that waits for a proof."""
    known = asking(number)
    return replace(known, revealing=known.revealing and replace(known.revealing, stage="proving"))


def holds_data(text: str) -> bool:
    """Say whether the detector finds data of any class in `text`."""
    return bool(scan_of_everything(Policy(name="x", format=1))(text, ""))


def asking(number: int = 1) -> Session:
    """Return a session that waits for a reason."""
    waiting = asked(number, Mark(application="CRM", data_class="us_ssn", hidden=(MASK,)), None, NOON)
    return replace(session(), revealing=waiting)


def body(kind: Kind = Kind.COPY_BLOCKED, outcome: Outcome = Outcome.BLOCKED, **details: str | int) -> Body:
    """Return a body with a program, two classes and `details`."""
    return Body(
        kind=kind,
        severity=Severity.VIOLATION,
        outcome=outcome,
        rule="card-clipboard",
        application="CRM",
        data_classes={"card_number": 3, "card_verification": 1},
        details=details,
    )


def record(count: int, at: datetime = NOON) -> MyRecord:
    """Return `count` lines, newest first, seven minutes apart, through every kind; the newest five wait."""
    kinds = list(Kind)
    return MyRecord(
        lines=tuple(
            RecordLine(
                seq=count - number,
                at=at - timedelta(minutes=7 * number),
                body=body(kinds[number % len(kinds)], reason="idle"),
                at_store=number > 4,
            )
            for number in range(count)
        )
    )


def feed_item(number: int, kind: Kind = Kind.COPY_BLOCKED, severity: Severity = Severity.VIOLATION) -> FeedItem:
    """Return one item of the supervisor's feed."""
    at = NOON + timedelta(minutes=number)
    return FeedItem(
        store_seq=number,
        seat_id="seat/1",
        seq=number,
        at=at,
        received_at=at,
        kind=kind,
        severity=severity,
        outcome=Outcome.BLOCKED,
        rule="card-clipboard",
        policy="a1b2c3d4e5f6",
        subject="s",
        client="",
        region="",
        agent="J. Cruz",
        team="blue",
        body=body(kind),
    )


def digest(number: int, count: int = 12, agents: int = 4) -> Digest:
    """Return one count of many violations, as the supervisor's feed tells it."""
    return Digest(
        store_seq=number,
        rule="card-clipboard",
        team="blue",
        count=count,
        agents=agents,
        first=NOON,
        last=NOON + timedelta(minutes=number),
    )


def told(truth: Truth, reason: str = "") -> TruthTold:
    """Return what a keeper tells the prompt."""
    return TruthTold(truth=truth, agent="j.cruz", reason=reason, at=NOON)


def welcome() -> Welcome:
    """Return how the keeper of a trial greets."""
    return Welcome(policy=b"", policy_version="a1b2c3d4e5f6", seat_id="seat/1", team="cards", assurance="trial")


def refused(reason: str = "wrong_code") -> Verdict:
    """Return a verdict that does not open."""
    return Verdict(accepted=False, reason=reason)


def elsewhere(*, long: bool = False) -> ConfirmElsewhere:
    """Return what is to be confirmed on another device, at an address as long as a provider's may be."""
    uri = "https://id.center.example/realms/agents-of-the-night-shift/protocol/openid-connect/auth/device"
    uri = uri if long else "https://id.center.example/device"
    code = "WDJB-MJHT-QKRM" if long else "WDJB-MJHT"
    return ConfirmElsewhere(user_code=code, uri=uri, uri_complete=f"{uri}?user_code={code}", seconds=161)


def browser() -> OpenBrowser:
    """Return what is to be opened in a browser at the seat."""
    return OpenBrowser(url="https://id.center.example/auth?client_id=deskwarden", seconds=119)


def challenge(*, is_free: bool = False) -> GlassAsked:
    """Return what IT has to be told."""
    return GlassAsked(challenge="K7QF-2M9X", device="3f2a9c1b", is_free=is_free)


def to_read() -> Verdict:
    """Return a verdict that wants the policy read."""
    return Verdict(accepted=True, reason="acknowledge", policy=encode_policy(POLICY), policy_version="a1b2c3d4e5f6")


def to_attest() -> Verdict:
    """Return a verdict that wants the checklist confirmed."""
    return Verdict(accepted=True, reason="checklist", checklist=CHECKLIST)


def password_window(reason: str, factors: tuple[Factor, ...] = ("totp", "password")) -> PasswordWindow:
    """Return the window in which a password is changed, under a keeper that answers this at once."""

    def change(offer: PasswordOffered, tell: Callable[[PasswordAnswered], None]) -> None:
        tell(PasswordAnswered(number=offer.number, reason=reason))

    return PasswordWindow(change, count(1), factors, "j.cruz")


def my_sessions(
    number: int, *, others: int = 2, reason: str = "ok", factors: tuple[Factor, ...] = ("totp",)
) -> MySessions:
    """Return where an agent is signed in: here, and at so many other workstations."""
    here = OwnSession(workstation="3f2a9c1b", since=NOON, is_open=True, is_here=True)
    names = ((f"{each:08x}", bool(each % 2)) for each in range(0x7C01D4E2, 0x7C01D4E2 + others))
    elsewhere = [OwnSession(workstation=name, since=NOON, is_open=is_open, is_here=False) for name, is_open in names]
    sessions = (here, *elsewhere) if reason == "ok" else ()
    return MySessions(number=number, reason=reason, sessions=sessions, factors=factors)


def sessions_window(told: MySessions, reason: str = "ok") -> SessionsWindow:
    """Return the window that tells an agent this, under a keeper that answers at once."""

    def end(offer: ElsewhereOffered, tell: Callable[[ElsewhereAnswered], None]) -> None:
        tell(ElsewhereAnswered(number=offer.number, reason=reason))

    return SessionsWindow(lambda asked, tell: tell(replace_struct(told, number=asked.number)), end, count(1))


def fill(window: PasswordWindow, new: str = "seven green umbrellas") -> None:
    """Type all of it."""
    window.current.setText("blue kite over manila")
    window.proof.setText("314159")
    window.new.setText(new)
    window.again.setText(new)
