"""What the agent is asked to prove before a mask is lifted, and what an answer meant."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.marking import mark
from ui.present.prompt import verdict_sentence
from ui.present.words import data_class, translate
from workstation.facts.actions import AskProof

HERE = {
    "key_unreachable": mark("This workstation reaches no security keys, so the mask stays. Ask IT."),
    "key_wanted": mark("Your security key is asked for. Close this, and ask again."),
    "lease_over": mark("The audit store was not reached for too long, and only it can confirm you. Ask IT."),
    "not_checked": mark("Your password could not be checked, so the mask stays. Ask IT."),
    "not_durable": mark("The record cannot be written, so the mask stays. Ask IT."),
    "openid_denied": mark("It was declined at your organization's sign-in page. Start again if that was you."),
    "openid_insufficient": mark("Your organization's sign-in page asked for less than is needed here. Ask IT."),
    "openid_no_browser": mark("Your organization's sign-in page opens in no browser here. Use another device."),
    "openid_no_port": mark("The browser cannot come back to this workstation. Use another device, or ask IT."),
    "openid_unset": mark("No sign-in page is set up at the audit store, so the mask stays. Ask IT."),
    "openid_wanted": mark("Your organization's sign-in page is asked for. Close this, and ask again."),
    "password_wanted": mark("Your password is asked for as well. Close this, and ask again."),
    "too_late": mark("That came too late, so the mask stays. Close this, and ask again."),
}


def proof_sentence(question: AskProof) -> str:
    """Return what is asked."""
    return translate("Confirm that it is you before you see this. ({what})").format(
        what=data_class(question.data_class)
    )


def until_then() -> str:
    """Return what holds meanwhile, and how to leave it at that."""
    return translate("The mask stays until then. Escape leaves it as it is.")


def until_then_aside() -> str:
    """Return what holds while the keyboard is elsewhere."""
    return translate("The mask stays until then. Cancel leaves it as it is.")


def confirm() -> str:
    """Return the button that hands the answer in."""
    return translate("Confirm")


def proof_verdict(reason: str) -> str:
    """Return what a verdict means for an agent whose seat stays open; never which part was wrong."""
    return translate(HERE[reason]) if reason in HERE else verdict_sentence(reason)
