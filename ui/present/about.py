"""What Deskwarden is, what it records, and how far it keeps its promises in this session."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.marking import mark
from ui.present.status import Shape
from ui.present.words import translate
from workstation.facts.capability import Capability, Strength

RECORDED = (
    mark("When you sign in, lock and unlock, and when the policy stepped in."),
    mark("Which program showed which kind of customer data, and how much of it."),
    mark("For which reason a mask was lifted, word for word where you write it yourself."),
)
NEVER_RECORDED = (
    mark("What you type, copy or read otherwise."),
    mark("Pictures of your screen, and the titles of your windows."),
)


def title() -> str:
    """Return the title of the window, as the tray's menu names it."""
    return translate("About Deskwarden")


def version_line(version: str) -> str:
    """Return the version in words, "" where the program was not installed from a release."""
    if not version:
        return translate("Run from its source, not from a release")
    return translate("Version {version}").format(version=version)


def policy_line(policy_version: str) -> str:
    """Return which policy is in force."""
    return translate("Policy {version}").format(version=policy_version)


def seat_line(seat_id: str) -> str:
    """Return which seat this is."""
    return translate("Seat {seat}").format(seat=seat_id)


def recorded_heading() -> str:
    """Return the heading over what is recorded."""
    return translate("What is recorded")


def never_recorded_heading() -> str:
    """Return the heading over what is not recorded."""
    return translate("What is never recorded")


def capability_heading() -> str:
    """Return the heading over the capability record."""
    return translate("What this session guards")


def nothing_known() -> str:
    """Return the capability record in words while the sensors still start."""
    return translate("Protection is still starting.")


def capability_sentence(capability: Capability) -> str:
    """Return one promise, how far it is kept, and why not further."""
    sentence = translate("{promise}: {strength}.").format(
        promise=translate(capability.promise), strength=_strength(capability.strength)
    )
    return f"{sentence} {translate(capability.why)}" if capability.why else sentence


def strength_shape(strength: Strength) -> Shape:
    """Return the shape that a promise's strength is shown by."""
    match strength:
        case Strength.PREVENTED:
            return Shape.PROTECTED
        case Strength.DETECTED:
            return Shape.ATTENTION
        case Strength.NOT_HERE:
            return Shape.FAULT


def _strength(strength: Strength) -> str:
    match strength:
        case Strength.PREVENTED:
            return translate("guarded")
        case Strength.DETECTED:
            return translate("noticed and recorded")
        case Strength.NOT_HERE:
            return translate("not guarded in this session")
