"""What the agent is asked before a mask is lifted."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from ui.present.words import data_class, plural, translate
from workstation.facts.actions import AskReason
from workstation.facts.typedreason import is_sayable


def question_sentence(question: AskReason) -> str:
    """Return what is asked."""
    return translate("Why do you need to see this? ({what})").format(what=data_class(question.data_class))


def what_follows(question: AskReason) -> str:
    """Return for how long it is shown, and who hears of it; a reason of one's own stands on the record as it is."""
    shown = plural("It is shown for {count} second.", "It is shown for {count} seconds.", question.seconds)
    if question.is_told:
        heard = translate("That is more often than usual in a shift, so your supervisor is told.")
    else:
        heard = translate("That and your reason are recorded.")
    written = translate("What you write is recorded word for word.") if question.may_type else ""
    return f"{shown} {heard} {written}".strip()


def own_words(*, is_alone: bool) -> str:
    """Return the name of the field for a reason of one's own; one that `is_alone` stands below no others."""
    if is_alone:
        return translate("Your reason, in your own words:")
    return translate("Or another reason, in your own words:")


def spent_sentence() -> str:
    """Return what is said when a question is over before it was answered."""
    return translate("This is over, the mask stays. Press Escape.")


def close_question() -> str:
    """Return the button that leaves a question that is over."""
    return translate("Close")


def typed_trouble(typed: str, holds_data: Callable[[str], bool], *, is_alone: bool) -> str:
    """Return why a reason that was typed cannot be taken, "" where it can; what it holds is not said over again."""
    if not typed:
        return translate("Write a reason first.") if is_alone else translate("Write a reason first, or choose one.")
    if holds_data(typed):
        return translate("This reason holds what looks like customer data. Write it without; nothing was recorded.")
    if not is_sayable(typed):
        return translate("A reason needs words, and only letters and signs that can be seen. Write it anew.")
    return ""
