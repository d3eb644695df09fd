"""What the agent is asked before a mask is lifted."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.words import data_class, plural, translate
from workstation.facts.actions import AskReason


def question_sentence(question: AskReason) -> str:
    """Return what is asked."""
    return translate("Why do you need to see this? ({what})").format(what=data_class(question.data_class))


def what_follows(question: AskReason) -> str:
    """Return for how long it is shown, and who hears of it."""
    shown = plural("It is shown for {count} second.", "It is shown for {count} seconds.", question.seconds)
    if question.is_told:
        heard = translate("That is more often than usual in a shift, so your supervisor is told.")
    else:
        heard = translate("That and your reason are recorded.")
    return f"{shown} {heard}"
