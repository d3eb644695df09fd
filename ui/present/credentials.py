"""What became of an agent's credentials, one sentence a change, told to that agent."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from ui.present.marking import mark
from ui.present.words import short_day, time_of_day, translate

CHANGES = {
    "openid_linked": mark("IT linked an account at your organization's sign-in page to you."),
    "openid_unlinked": mark(
        "IT took your account at your organization's sign-in page away; it opens nothing any more."
    ),
    "password_changed": mark("You changed your password at a seat."),
    "password_set": mark("IT set your password."),
    "recovery_renewed": mark("IT made new recovery codes for you; earlier ones count no more."),
    "security_key_added": mark("IT added a security key of yours."),
    "security_key_removed": mark("IT took a security key of yours away; it opens nothing any more."),
    "sessions_ended": mark("You signed yourself out at all seats but one."),
    "totp_renewed": mark("IT made a new code for your authenticator; the one before opens nothing any more."),
}


def change_sentence(what: str) -> str:
    """Return what changed; a change that this version does not know stays a plain one."""
    return translate(CHANGES.get(what, mark("Something was changed by which you sign in.")))


def told_sentence(what: str, at: str) -> str:
    """Return what was told, and when that had happened, in local time."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return change_sentence(what)
    happened = translate("That was on {day} at {time}.").format(day=short_day(when), time=time_of_day(when))
    return f"{change_sentence(what)} {happened}"
