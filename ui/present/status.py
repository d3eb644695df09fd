"""What the seat is, in words and in one of four shapes."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, assert_never

from ui.present.marking import mark
from ui.present.risks import risk_asked
from ui.present.words import short_day, support_sentence, time_of_day, translate
from workstation.facts.session import Session
from workstation.facts.truth import Truth

Assurance = Literal["trial", "installed"]


class Shape(StrEnum):
    """Four meanings, each with a shape of its own so that colour is never alone."""

    PROTECTED = "protected"
    ATTENTION = "attention"
    LOCKED = "locked"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayWords:
    """What the tray shows: one shape, one line in the menu and one for its rules ("" for none), one tooltip."""

    shape: Shape
    line: str
    rules: str
    tooltip: str


FAULTS = frozenset({"keeper_gone", "control_failed", "engine_failed"})
REASONS = {
    "access_ended": mark("Your access has ended. Ask your supervisor."),
    "agent": mark("The seat was locked on request."),
    "control_failed": mark("A safeguard stopped working, so the seat locked."),
    "credentials_changed": mark("A way in of yours was changed, so you were signed out here. Sign in anew."),
    "engine_failed": mark("Protection stopped working, so the seat locked."),
    "flood": mark("Too much was held back in a short time, so the seat locked."),
    "glass_over": mark("The time of the break-glass code is over, so the seat locked."),
    "idle": mark("The seat locked because it was not in use."),
    "lid": mark("The seat locked because the lid was closed."),
    "network": mark(
        "The seat locked because it is outside the networks that it may work in. Connect it to one of them, "
        "then unlock."
    ),
    "network_unknown": mark(
        "The seat locked because nobody can tell whether it is where it may work. Check its network connection, "
        "then unlock."
    ),
    "keeper_gone": mark("The keeper does not answer. The seat stays closed."),
    "keeper_started": mark("Deskwarden was started again, so the seat locked."),
    "key_removed": mark("The seat locked because the security key was taken out."),
    "left_locked": mark("Nobody is signed in: this seat was left locked."),
    "lease_over": mark("The audit store was not reached for too long, so the seat locked."),
    "not_durable": mark("The record could not be written, so the seat locked."),
    "ordered": mark("This seat was locked by your supervisor, by IT, or because your sign-in ended elsewhere."),
    "reauth": mark("It is time to confirm your sign-in."),
    "revoked": mark("This workstation may be used no more. Ask IT."),
    "screen_off": mark("The seat locked because the screen turned off."),
    "seat_lost": mark("Protection was interrupted, so the seat locked."),
    "seat_not_ready": mark("Protection is still starting."),
    "sleep": mark("The seat locked because the computer went to sleep."),
    "switched": mark("The seat locked because another session was on the screen."),
    "system": mark("The seat locked because the computer was locked."),
    "sessions_ended": mark("You were signed out here from another seat, with your code. Sign in anew."),
    "shift_over": mark("The seat closed because the shift was over. Opening it now is recorded."),
    "signed_out": mark("Nobody is signed in."),
    "suspended": mark("This workstation is closed for now. Ask your supervisor."),
}


def lock_reason(reason: str) -> str:
    """Return why the seat is closed; a reason that this version does not know stays a plain lock."""
    return risk_asked(reason) or translate(REASONS.get(reason, mark("The seat locked.")))


def tray_words(session: Session | None, assurance: Assurance) -> TrayWords:
    """Return what the tray shows; None is a seat that still starts."""
    shape, line = _status(session)
    rules = rules_sentence(session) if session else ""
    if session and session.is_strictest and shape is Shape.PROTECTED:
        shape = Shape.ATTENTION
    trial = trial_sentence() if assurance == "trial" else ""
    tooltip = "\n".join(filter(None, ("Deskwarden", line, rules, trial)))
    return TrayWords(shape=shape, line=line, rules=rules, tooltip=tooltip)


def rules_sentence(session: Session) -> str:
    """Return how old the seat's rules are, in local time; "" for rules that no audit store proves."""
    if session.confirmed is None:
        return translate("The rules were never confirmed; the strictest ones hold.") if session.is_strictest else ""
    sentence = translate("Rules confirmed on {day} at {time}.")
    if session.is_strictest:
        sentence = translate("Rules last confirmed on {day} at {time}; until they are again, the strictest ones hold.")
    return sentence.format(day=short_day(session.confirmed), time=time_of_day(session.confirmed))


def lock_now() -> str:
    """Return the menu's word for locking."""
    return translate("Lock now")


def sign_off() -> str:
    """Return the menu's word for ending the session."""
    return translate("Sign out")


def lockable(session: Session | None) -> bool:
    """Say whether there is anything to lock."""
    return session is not None and session.truth is Truth.ACTIVE


def may_change_password(session: Session | None) -> bool:
    """Say whether the agent has a password that they may change at this seat now."""
    return session is not None and lockable(session) and bool(session.changes_password_by)


def trial_sentence() -> str:
    """Return the mark that every trial carries."""
    return translate("This is a trial: it protects less than an installation.")


def _status(session: Session | None) -> tuple[Shape, str]:
    if session is None:
        return Shape.ATTENTION, translate("Deskwarden is starting.")
    match session.truth:
        case Truth.ACTIVE | Truth.WARNED:
            return _open(session)
        case Truth.REAUTH_DUE:
            return Shape.ATTENTION, lock_reason(session.reason or "reauth")
        case Truth.SIGNED_OUT | Truth.SUSPENDED | Truth.REVOKED:
            return Shape.LOCKED, lock_reason(session.reason or session.truth)
        case Truth.LOCKED:
            shape = Shape.FAULT if session.reason in FAULTS else Shape.LOCKED
            return shape, lock_reason(session.reason)
        case _:
            assert_never(session.truth)


def _open(session: Session) -> tuple[Shape, str]:
    if (support := session.support) is not None:
        return Shape.ATTENTION, support_sentence(support.name, support.until, support.approver)
    if session.closes_at is not None:
        sentence = translate("The audit store does not answer. Unless it does, this seat locks at {time}.")
        return Shape.ATTENTION, sentence.format(time=time_of_day(session.closes_at))
    return Shape.PROTECTED, translate("This seat is protected.")
