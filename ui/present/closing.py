"""A lock that comes with time, counted down in words."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.words import translate
from workstation.facts.actions import LockWarning


def closing_title(reason: LockWarning, seconds: int) -> str:
    """Return what happens in `seconds` from now."""
    match reason:
        case "idle":
            sentence = translate("This seat locks in {time}.")
            return sentence.format(time=_minutes(seconds))
        case "reauth":
            sentence = translate("You are asked to confirm your sign-in in {time}.")
            return sentence.format(time=_minutes(seconds))
        case "shift_over":
            return translate("Your shift ends in {time}.").format(time=_minutes(seconds))


def closing_instead(reason: LockWarning, *, signs_out: bool = False) -> str:
    """Return what the agent may do about it; with `signs_out` no seat of theirs is left then."""
    match reason:
        case "idle":
            return translate("Nobody uses it. Move the mouse or press a key to stay.")
        case "reauth":
            return translate("Have your code at hand. What you work on stays as it is.")
        case "shift_over" if signs_out:
            return translate("Save what you work on: you are signed out then.")
        case "shift_over":
            return translate("The seat locks then. What you work on stays as it is.")


def confirm_now() -> str:
    """Return the button's word for confirming before it is time."""
    return translate("Confirm now")


def _minutes(seconds: int) -> str:
    """Return minutes and seconds as a clock shows them."""
    return f"{seconds // 60}:{seconds % 60:02d}"
