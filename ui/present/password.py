"""What the window in which an agent changes their password says: the rules before, and what was wrong after."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from typing import Literal

from ui.present.marking import mark
from ui.present.prompt import verdict_sentence
from ui.present.words import translate
from workstation.credentials.passwordrules import HISTORY, LEAST, MOST_BYTES, check_password
from workstation.errors import PasswordRefusedError

Where = Literal["current", "new", "again", "proof", "whole"]
"""At which field a sentence stands: `proof` is that of the code or the key, `whole` the end of it all."""

RULES = (
    mark("The new one has {least} characters or more. Several words are good."),
    mark("Common passwords, rows of keys, names and years count as one character each."),
    mark("It is none of your last {history}."),
)
NEW = {
    "password_common": mark("This is one of those that are tried first. Choose something of your own."),
    "password_long": mark("This is longer than {most} bytes. Leave something out."),
    "password_reused": mark("This is one of your last {history}. Choose another, and wait for the next code."),
    "password_short": mark("This has fewer than {least} characters."),
    "password_untypable": mark("This holds a character that cannot be typed."),
}
PROOF = {
    "code_used": mark("This code was used before. Wait for the next one."),
    "key_unreachable": mark("This workstation reaches no security keys. IT changes your password."),
    "key_wanted": mark("Your security key is asked for now. Close this, and open it again."),
    "locked_out": mark("There were too many wrong tries. Wait, then try again."),
    "wrong_code": mark("Code or current password is not right. Check both, and wait for the next code."),
}
WHOLE = {
    "openid_wanted": mark("You prove who you are at your organization's sign-in page. IT changes your password."),
    "store_away": mark(
        "The audit store did not answer. Your password may have been changed: try the new one first. "
        "What you typed stays here."
    ),
    "too_late": mark("Something else changed meanwhile, and your password did not. Close this, and open it again."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the password is as it was, and at which field to say so."""

    where: Where
    sentence: str


def title() -> str:
    """Return the title of the window."""
    return translate("Change password")


def menu() -> str:
    """Return the menu's word for it."""
    return translate("Change password…")


def rules() -> str:
    """Return what a new password has to be."""
    return "\n".join(f"• {_filled(sentence)}" for sentence in RULES)


def code_label() -> str:
    """Return the label of the code's field."""
    return translate("A new six-digit code, not the one that you signed in by")


def current_label() -> str:
    """Return the label of the current password's field."""
    return translate("Current password")


def new_label() -> str:
    """Return the label of the new password's field."""
    return translate("New password")


def again_label() -> str:
    """Return the label of the field in which it is repeated."""
    return translate("New password, once more")


def show_label() -> str:
    """Return the box that shows what is typed."""
    return translate("Show the passwords")


def elsewhere_label() -> str:
    """Return the box that ends the agent's other sessions."""
    return translate("Sign me out at every other seat")


def change() -> str:
    """Return the button that hands it in."""
    return translate("Change it")


def changing() -> str:
    """Return what is said while the store judges."""
    return translate("The audit store is asked…")


def changed() -> str:
    """Return what holds once it is changed."""
    return translate("Your password is changed. The old one counts no more.")


def it_changes_it() -> str:
    """Return what is said where it cannot be proved here who somebody is."""
    return translate(WHOLE["openid_wanted"])


def no_answer() -> Trouble:
    """Return what is said where nothing answered at all."""
    return Trouble("whole", translate(WHOLE["store_away"]))


def missing_code() -> Trouble:
    """Return what to do where the code is not complete."""
    return Trouble("proof", translate("The code has six digits."))


def missing_current() -> Trouble:
    """Return what to do where the current password is missing."""
    return Trouble("current", translate("Enter your current password."))


def new_trouble(new: str, again: str, agent: str) -> Trouble | None:
    """Return what is wrong with a new password by itself; the store judges it as well, and whether it is an old one."""
    try:
        check_password(new, agent, ())
    except PasswordRefusedError as error:
        return trouble(f"password_{error.reason}")
    if new != again:
        return Trouble("again", translate("This is not the same as above."))
    return None


def trouble(reason: str) -> Trouble:
    """Return what an answer means that changed nothing; never which part of the proof was wrong."""
    if reason in NEW:
        return Trouble("new", _filled(NEW[reason]))
    if reason in PROOF:
        return Trouble("proof", translate(PROOF[reason]))
    if reason in WHOLE:
        return Trouble("whole", translate(WHOLE[reason]))
    return Trouble("proof" if reason.startswith("key_") else "whole", verdict_sentence(reason))


def _filled(sentence: str) -> str:
    return translate(sentence).format(least=LEAST, history=HISTORY, most=MOST_BYTES)
