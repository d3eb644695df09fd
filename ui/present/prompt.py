"""What the prompt on the lock screen says; nothing about the agent, no hint which part of a sign-in was wrong."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from ui.present.marking import mark
from ui.present.words import translate

VERDICTS = {
    "access_ended": mark("Your access has ended. Ask your supervisor."),
    "busy": mark("The audit store still judges your last try. Try again in a moment."),
    "checklist": mark("Confirm every line to go on."),
    "code_used": mark("This code was used before. Wait for the next one."),
    "device_refused": mark("The audit store does not accept this workstation. Ask IT."),
    "lease_over": mark("The audit store was not reached for too long, and only it can open this seat. Ask IT."),
    "locked_out": mark("Too many codes were not accepted. Wait up to half an hour, or ask your supervisor."),
    "not_checked": mark("Your password could not be checked, so the seat stays closed. Ask IT."),
    "not_durable": mark("The record cannot be written, so the seat stays closed. Ask IT."),
    "not_signed_in_here": mark("The audit store does not answer, and this seat cannot check you alone. Ask IT."),
    "ok": mark("Thank you."),
    "password_wanted": mark("Your password is asked for as well. Enter it with the next code."),
    "revoked": mark("This workstation may be used no more. Ask IT."),
    "seat_not_ready": mark("Protection is still starting. Wait for the next code, then try again."),
    "store_away": mark("The audit store does not answer. Try again in a moment."),
    "suspended": mark("This workstation is closed for now. Ask your supervisor."),
    "too_late": mark("That came too late. Start again with the next code."),
    "wrong_code": mark("That was not accepted. Check what you entered, or wait for the next code."),
}


def verdict_sentence(reason: str) -> str:
    """Return what a verdict means for the person at the prompt; an unknown reason says no more than "not accepted"."""
    return translate(VERDICTS.get(reason, mark("That was not accepted. Try again in a moment.")))


def name_missing() -> str:
    """Return what to do when the name is missing."""
    return translate("Enter your name first.")


def code_incomplete() -> str:
    """Return what to do when the code is not complete."""
    return translate("The code has six digits; a recovery code has twelve letters and digits.")


def password_missing() -> str:
    """Return what to do when the password is missing."""
    return translate("Enter your password as well.")


def no_verdict() -> str:
    """Return what to do when a code was neither accepted nor refused."""
    return translate("No answer came. Try again with the next code.")


def keeper_away() -> str:
    """Return what failed and what still holds."""
    return translate("The keeper does not answer. The seat stays closed.")


def connecting() -> str:
    """Return what the prompt waits for when it has just appeared."""
    return translate("One moment…")


def checking() -> str:
    """Return what happens while a code is judged."""
    return translate("Checking…")


def opening() -> str:
    """Return what happens between the verdict and the desktop."""
    return translate("Protection is starting. Your desktop opens by itself.")


def sign_in_title() -> str:
    """Return the title for a seat that nobody is signed in at."""
    return translate("Sign in")


def unlock_title() -> str:
    """Return the title for a seat that belongs to somebody."""
    return translate("Unlock")


def checklist_title() -> str:
    """Return the title of the checklist."""
    return translate("Before you start")


def name_label() -> str:
    """Return the label of the name field."""
    return translate("Name")


def code_label() -> str:
    """Return the label of the code field."""
    return translate("Six-digit code")


def password_label() -> str:
    """Return the label of the password field."""
    return translate("Password")


def caps_lock() -> str:
    """Return what to know while capital letters are typed without Shift."""
    return translate("Caps Lock is on.")


def confirm_label() -> str:
    """Return the button of the checklist."""
    return translate("Confirm")


def checklist_hint() -> str:
    """Return how the checklist is used by keyboard."""
    return translate("Press a number or Space to tick a line, Enter to confirm.")


def trial_note() -> str:
    """Return the mark that every trial carries."""
    return translate("Trial")


def clock(now: datetime) -> str:
    """Return the time of day as the lock screen shows it, in the zone of `now`."""
    return f"{now:%H:%M}"
