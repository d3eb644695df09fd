"""What the window "Where I am signed in" says: each session in a sentence, and what ends the others."""

# SPDX-License-Identifier: Apache-2.0

from datetime import tzinfo

from ui.present.marking import mark
from ui.present.prompt import verdict_sentence
from ui.present.words import short_day, time_of_day, translate
from workstation.record.exchange import OwnSession

REASONS = {
    "code_used": mark("This code was used before. Wait for the next one."),
    "device_refused": mark("The audit store does not work with this workstation. Ask IT."),
    "key_unreachable": mark("This workstation reaches no security keys. Ask IT to sign you out elsewhere."),
    "key_wanted": mark("Your security key is asked for now. Close this, and open it again."),
    "locked_out": mark("There were too many wrong tries. Wait, then try again."),
    "openid_wanted": mark(
        "You prove who you are at your organization's sign-in page. Ask IT to sign you out elsewhere."
    ),
    "password_wanted": mark("Your password is asked for now. Close this, and open it again."),
    "store_away": mark("The audit store does not answer. Your other seats are as they were, as far as is known here."),
    "too_late": mark("Something else changed meanwhile. Close this, and open it again."),
    "wrong_code": mark("What you entered is not right. Check it, and wait for the next code."),
}


def title() -> str:
    """Return the title of the window."""
    return translate("Where I am signed in")


def menu() -> str:
    """Return the menu's word for it."""
    return translate("Where I am signed in…")


def asking() -> str:
    """Return what is said while the store is asked."""
    return translate("The audit store is asked…")


def session_sentence(session: OwnSession, zone: tzinfo | None = None) -> str:
    """Return where an agent is signed in, since when, and whether anybody could work there now."""
    sentences = {
        (True, True): translate("This workstation ({name}), since {day} at {time}: open"),
        (True, False): translate("This workstation ({name}), since {day} at {time}: locked"),
        (False, True): translate("Workstation {name}, since {day} at {time}: open"),
        (False, False): translate("Workstation {name}, since {day} at {time}: locked"),
    }
    since = session.since
    return sentences[session.is_here, session.is_open].format(
        name=session.workstation, day=short_day(since, zone), time=time_of_day(since, zone)
    )


def about_them() -> str:
    """Return how far the list can be trusted."""
    return translate("This is what workstations have told the audit store; one that is away may be otherwise by now.")


def nothing_known() -> str:
    """Return what is said where the store has not heard of this sign-in yet."""
    return translate("The audit store has not heard yet that you are signed in here. Try again in a moment.")


def nowhere_else() -> str:
    """Return what is said where there is nothing to end."""
    return translate("You are signed in nowhere else.")


def end() -> str:
    """Return the button that ends the others."""
    return translate("Sign out elsewhere")


def ended() -> str:
    """Return what holds once they are ended."""
    return translate("You are signed out at your other seats. One that is away signs you out when it is back.")


def password_label() -> str:
    """Return the label of the password's field."""
    return translate("Password")


def code_label() -> str:
    """Return the label of the code's field."""
    return translate("A new six-digit code, not the one that you signed in by")


def password_missing() -> str:
    """Return what to do where the password is missing."""
    return translate("Enter your password.")


def code_incomplete() -> str:
    """Return what to do where the code is not complete."""
    return translate("The code has six digits.")


def reason_sentence(reason: str) -> str:
    """Return why nothing was told or ended; never which part of the proof was wrong."""
    return translate(REASONS[reason]) if reason in REASONS else verdict_sentence(reason)
