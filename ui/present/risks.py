"""After which risk an agent is asked who they are: one sentence each."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.marking import mark
from ui.present.words import translate

RISKS = {
    "reauth_clock": mark("The clock of this workstation was set."),
    "reauth_demanded": mark("Your supervisor asks who is at this seat."),
    "reauth_faked_input": mark("A program gave input while nobody touched keyboard and mouse."),
    "reauth_media": mark("A removable drive was connected."),
    "reauth_network": mark("This seat is in another network than before."),
    "reauth_violations": mark("Much was held back or noticed within an hour."),
}


def risk_asked(reason: str) -> str:
    """Return what happened and what to do now, "" where the reason names no risk."""
    if reason not in RISKS:
        return ""
    return translate("{risk} Confirm that it is still you.").format(risk=translate(RISKS[reason]))


def with_risk(sentence: str, reason: object) -> str:
    """Return `sentence` with the risk that it was for, itself where there was none."""
    if not isinstance(reason, str) or reason not in RISKS:
        return sentence
    return f"{sentence} {translate(RISKS[reason])}"
