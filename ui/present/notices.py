"""What a notice says: what happened and why, then what to do instead, in the policy's own words."""

# SPDX-License-Identifier: Apache-2.0

from typing import assert_never

from ui.present.credentials import change_sentence
from ui.present.marking import mark
from ui.present.words import application, data_class, plural, support_sentence, translate
from workstation.facts.actions import Notify
from workstation.facts.observations import PICTURE, UNREADABLE

_ELSEWHERE = {
    "outside_network": mark("This seat is outside the networks that it may work in, so it locks."),
    "network_unknown": mark("Nobody can tell whether this seat is where it may work, so it locks."),
}


def notice_sentences(notice: Notify) -> str:
    """Return the whole notice."""
    return f"{_what_happened(notice)} {_instead(notice)}"


def why(notice: Notify) -> str:
    """Return why the rule is there, and its name for a supervisor who is asked; "" where no rule has it told."""
    if not notice.rule:
        return ""
    return translate("{reason} (rule {rule})").format(reason=notice.reason, rule=notice.rule)


def times(count: int) -> str:
    """Return how often a notice was repeated, "" for once."""
    return plural("{count} time", "{count} times", count) if count > 1 else ""


def _instead(notice: Notify) -> str:
    """Return what to do: of a browser's extension and of codes no rule has anything to say."""
    match notice.event:
        case "extension_lost" | "extension_missing" | "extension_outdated":
            return translate("Start it again and, if this comes back, tell IT.")
        case "extension_never_set_up":
            return translate("The command “deskwarden extension” sets it up.")
        case "glass_broken":
            return translate("What is masked stays masked.")
        case "credentials_changed":
            return translate("If you know nothing of this, tell your supervisor now.")
        case "recovery_code_used":
            return translate("Have IT set up your authenticator anew.")
        case _:
            return notice.instead


def _what_happened(notice: Notify) -> str:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one arm an event
    match notice.event:
        case "copy_blocked":
            return translate("Copying is off in {what} fields.").format(what=data_class(notice.what))
        case "paste_blocked":
            return translate("Pasting is off in {what} fields.").format(what=data_class(notice.what))
        case "page_copy_blocked":
            return translate("Copying is off for covered data.")
        case "page_uncovered":
            sentence = translate("A page tried to show covered data; it was covered again at once ({program}).")
            return sentence.format(program=application(notice.what))
        case "extension_lost" | "extension_missing" | "extension_never_set_up":
            sentence = translate("A browser runs without the Deskwarden extension ({program}).")
            return sentence.format(program=application(notice.what))
        case "extension_outdated":
            sentence = translate("A browser runs with another version of the Deskwarden extension ({program}).")
            return sentence.format(program=application(notice.what))
        case "selection_cleared" if notice.what == PICTURE:
            return translate("The clipboard was emptied because pictures may not be copied here.")
        case "selection_cleared" if notice.what == UNREADABLE:
            return translate("The clipboard was emptied because the picture on it could not be read.")
        case "selection_cleared":
            sentence = translate("The clipboard was emptied because it held sensitive data ({what}).")
            return sentence.format(what=data_class(notice.what))
        case "selection_redacted":
            sentence = translate("The clipboard holds it masked ({what}).")
            return sentence.format(what=data_class(notice.what))
        case "selection_kept":
            sentence = translate("The clipboard holds sensitive data ({what}); it is emptied in a moment.")
            return sentence.format(what=data_class(notice.what))
        case "capture_key":
            return translate("Screenshots are off while you work with customer data.")
        case "print_blocked":
            return translate("Printing is off where sensitive data is shown ({what}).").format(
                what=data_class(notice.what)
            )
        case "save_blocked":
            return translate("Saving is off where sensitive data is shown ({what}).").format(
                what=data_class(notice.what)
            )
        case "pixels_read":
            sentence = translate("The screen was read by {program}, and that was recorded.")
            return sentence.format(program=application(notice.what))
        case "recorder_runs":
            sentence = translate("A program that films or shares the screen runs, and that was recorded ({program}).")
            return sentence.format(program=application(notice.what))
        case "program_ended":
            sentence = translate("A program was closed because it may not run at this workstation ({program}).")
            return sentence.format(program=application(notice.what))
        case "file_found":
            sentence = translate("A file at this desk holds sensitive data ({what}).")
            return sentence.format(what=data_class(notice.what))
        case "media_found":
            return translate("Removable drives are off at this workstation.")
        case "outside_network" | "network_unknown":
            return translate(_ELSEWHERE[notice.event])
        case "input_faked":
            return translate("A program gave input while nobody did; that does not keep the seat open.")
        case "reveal_watched":
            sentence = translate("Nothing is shown while a program reads the screen ({program}).")
            return sentence.format(program=application(notice.what))
        case "reveal_spent":
            sentence = translate("This was shown as often as it may be for now ({what}).")
            return sentence.format(what=data_class(notice.what))
        case "reveal_captured":
            sentence = translate("The screen was read by {program}, so the mask is back; that was recorded.")
            return sentence.format(program=application(notice.what))
        case "support_allowed":
            return support_sentence(notice.what, notice.until, notice.who)
        case "support_over":
            return translate("Remote support by {program} is over.").format(program=application(notice.what))
        case "masks_restored":
            return translate("Masks were off the screen for a moment; they are back.")
        case "keyboard_taken":
            sentence = translate("Something holds the whole keyboard, so copying is not held back in {program}.")
            return sentence.format(program=application(notice.what))
        case "recorder_not_paused":
            return translate("The call recorder was not paused.")
        case "credentials_changed":
            return change_sentence(notice.what)
        case "recovery_code_used":
            return translate("You came in by a recovery code (left: {count}).").format(count=notice.what)
        case "glass_broken":
            sentence = translate("A break-glass code opened this seat for {count} minutes, and supervisors hear of it.")
            return sentence.format(count=notice.what)
        case "control_failed":
            return translate("A safeguard stopped working, so the seat locks.")
        case _:
            assert_never(notice.event)
