"""What the prompt on the lock screen says; nothing about the agent, no hint which part of a sign-in was wrong."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from datetime import datetime

from ui.present.marking import mark
from ui.present.words import translate
from workstation.facts.factor import Factor

VERDICTS = {
    "access_ended": mark("Your access has ended. Ask your supervisor."),
    "busy": mark("The audit store still judges your last try. Try again in a moment."),
    "checklist": mark("Confirm every line to go on."),
    "code_used": mark("This code was used before. Wait for the next one."),
    "device_refused": mark("The audit store does not accept this workstation. Ask IT."),
    "glass_not_here": mark("This workstation never heard of break-glass codes from its audit store. Ask IT."),
    "glass_over": mark("That challenge is over. Press Escape, then F1 for a new one, and tell IT that one."),
    "key_absent": mark("No security key was found. Plug yours in, then try again."),
    "key_blocked": mark("Your security key is blocked after too many wrong PINs. Ask IT."),
    "key_failed": mark("The security key did not answer as it should. Take it out, put it in again, and try again."),
    "key_gone": mark("The security key went away. Plug it in, leave it there, and try again."),
    "key_no_pin": mark("This security key has no PIN yet, so it cannot know that it is you. Ask IT."),
    "key_not_registered": mark("This security key is not yours here. Plug in the one that you were given."),
    "key_not_touched": mark("The security key was not touched. Try again, and touch it when it blinks."),
    "key_pin_wanted": mark("Your security key wants its PIN."),
    "key_several_accounts": mark("Your security key has several accounts. Enter your name as well, then try again."),
    "key_several": mark("More than one security key is plugged in. Leave yours alone in."),
    "key_take_out": mark("Your security key takes no PIN for now. Take it out, put it in again, and try once more."),
    "key_unreachable": mark("This workstation reaches no security keys, so the seat stays closed. Ask IT."),
    "key_wanted": mark("Your security key is asked for. Plug it in."),
    "key_wrong_pin": mark("The security key did not accept the PIN or finger. After some wrong ones it blocks itself."),
    "lease_over": mark("The audit store was not reached for too long, and only it can open this seat. Ask IT."),
    "locked_out": mark("Too many codes were not accepted. Wait up to half an hour, or ask your supervisor."),
    "name_wanted": mark("Too many security keys were not accepted here. Enter your name too, or wait half an hour."),
    "not_checked": mark("Your password could not be checked, so the seat stays closed. Ask IT."),
    "not_durable": mark("The record cannot be written, so the seat stays closed. Ask IT."),
    "not_signed_in_here": mark("The audit store does not answer, and this seat cannot check you alone. Ask IT."),
    "ok": mark("Thank you."),
    "openid_away": mark("Your organization's sign-in page does not answer. Try again in a moment."),
    "openid_denied": mark("It was declined on the other device. Start again if that was you."),
    "openid_dropped": mark("Nothing was confirmed. Start again when you are ready."),
    "openid_expired": mark("Nobody confirmed it in time. Start again."),
    "openid_failed": mark("Your organization's sign-in page did not answer as it should. Try again, or ask IT."),
    "openid_no_store": mark("The audit store does not answer, and only it can ask your sign-in page. Try again later."),
    "openid_refused": mark("That was not accepted. Start again, or ask IT if it happens once more."),
    "openid_too_many": mark("This was begun too often. Wait ten minutes, then try again."),
    "openid_unset": mark("No sign-in page is set up at the audit store, so the seat stays closed. Ask IT."),
    "openid_wanted": mark("Your organization's sign-in page is asked for. Start again."),
    "password_wanted": mark("Your password is asked for as well. Enter it with the next code."),
    "revoked": mark("This workstation may be used no more. Ask IT."),
    "seat_not_ready": mark("Protection is still starting. Wait for the next code, then try again."),
    "store_away": mark("The audit store does not answer. Try again in a moment."),
    "suspended": mark("This workstation is closed for now. Ask your supervisor."),
    "too_late": mark("That came too late. Start again with the next code."),
    "vouch_away": mark("The audit store does not answer, so no supervisor can be asked. Use a break-glass code (F1)."),
    "vouch_busy": mark("Supervisors were asked a moment ago. Wait half a minute, then ask again."),
    "vouch_not_here": mark("The policy lets no supervisor vouch for you here and now."),
    "wrong_code": mark("That was not accepted. Check what you entered, or wait for the next code."),
}


def verdict_sentence(reason: str) -> str:
    """Return what a verdict means for the person at the prompt; an unknown reason says no more than "not accepted"."""
    return translate(VERDICTS.get(reason, mark("That was not accepted. Try again in a moment.")))


def by_key_refused(reason: str) -> str:
    """Return why what a security key answered did not open; which part of it was wrong nobody says."""
    if reason == "wrong_code":
        return translate("That was not accepted. Check what you entered, and that it is your own security key.")
    return verdict_sentence(reason)


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


def checking(factors: Collection[Factor]) -> str:
    """Return what happens while an answer is judged, and what to do meanwhile."""
    return translate("Touch your security key when it blinks…") if "security_key" in factors else translate("Checking…")


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


def pin_label() -> str:
    """Return the label of the field for the PIN of a security key."""
    return translate("PIN of your security key")


def key_hint() -> str:
    """Return how a security key is used."""
    return translate("Plug your security key in. One that reads your finger wants no PIN: leave the field empty.")


def key_names_itself() -> str:
    """Return how a security key is used that says whose it is."""
    return translate(
        "Plug your security key in: it says who you are."
        " One that reads your finger wants no PIN: leave the field empty."
    )


def key_wanted() -> str:
    """Return the button by which somebody goes on with their security key, in place of what is asked for."""
    return translate("Use your security key (F3)")


def name_wanted() -> str:
    """Return the button by which somebody goes on with their name, which their security key does not say."""
    return translate("Enter your name (F3)")


def glass_title() -> str:
    """Return the title of the page for a break-glass code."""
    return translate("Break-glass code")


def glass_how() -> str:
    """Return how somebody comes by a break-glass code, and what it is worth."""
    return translate(
        "Call IT and read this to them; once they know that it is you, they give you a code."
        " It opens the seat for 15 minutes, masked, and supervisors hear of it."
    )


def glass_device_label() -> str:
    """Return the label of what IT finds this workstation by."""
    return translate("Workstation")


def glass_challenge_label() -> str:
    """Return the label of what IT makes the code of."""
    return translate("Challenge")


def glass_code_label() -> str:
    """Return the label of the field for the code."""
    return translate("Code from IT")


def glass_incomplete() -> str:
    """Return what to do when the code is not complete."""
    return translate("The code from IT has eight letters and digits.")


def supervisor_wanted() -> str:
    """Return the button by which somebody without their code goes on."""
    return translate("Ask a supervisor (F2)")


def vouch_title() -> str:
    """Return the title of the page for a supervisor's word."""
    return translate("Ask a supervisor")


def vouch_name() -> str:
    """Return why a name is asked for where the ordinary way in asks for none."""
    return translate("Enter your name, so that supervisors know for whom they are to vouch.")


def vouch_asked() -> str:
    """Return what to wait for."""
    return translate("Supervisors were asked. Once one of them has vouched for you, enter your password here.")


def vouch_waiting() -> str:
    """Return that nothing is to be done meanwhile."""
    return translate("This page goes on by itself.")


def vouch_given() -> str:
    """Return what to do once a supervisor vouched."""
    return translate("A supervisor vouched for you. Enter your password.")


def vouched_refused(reason: str) -> str:
    """Return why a password beside a supervisor's word did not open."""
    if reason == "wrong_code":
        return translate("That was not accepted. Check what you entered.")
    return verdict_sentence(reason)


def glass_refused(reason: str) -> str:
    """Return why a break-glass code did not open; which part of it was wrong nobody says."""
    if reason == "wrong_code":
        return translate("That was not accepted. Compare workstation, challenge and name with IT.")
    return verdict_sentence(reason)


def glass_wanted() -> str:
    """Return the button by which somebody without the ordinary ways goes on."""
    return translate("Break-glass code (F1)")


def way_left() -> str:
    """Return the button that goes back to the ordinary way."""
    return translate("Back (Esc)")


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
