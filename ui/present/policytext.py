"""What an agent acknowledges at sign-in: what this seat records, and which rules hold."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass

from ui.present import about
from ui.present.rules import rule_sentences
from ui.present.words import translate
from workstation.policy.checklist import may_concern
from workstation.policy.rules import Policy


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences under one heading."""

    heading: str
    sentences: tuple[str, ...]


def policy_text(policy: Policy, version: str, team: str) -> tuple[Part, ...]:
    """Return what `policy` says to an agent of `team`, each sentence once."""
    rules = (sentence for rule in policy.rule if may_concern(rule, team) for sentence in rule_sentences(rule))
    name = translate("{policy}, version {version}").format(policy=policy.name, version=version)
    return (
        Part(about.recorded_heading(), _translated(about.RECORDED)),
        Part(about.never_recorded_heading(), _translated(about.NEVER_RECORDED)),
        Part(translate("Which rules hold"), tuple(dict.fromkeys((*rules, *_loosening(policy))))),
        Part(translate("Which policy this is"), (name, _see_the_record())),
    )


def title() -> str:
    """Return the title of the page."""
    return translate("What holds at this seat")


def how_to_read() -> str:
    """Return how the page is used by keyboard."""
    return translate("Press Down to read on, Space to tick the line at the end, Enter to confirm.")


def have_read() -> str:
    """Return the line to tick."""
    return translate("I have read what is recorded and which rules hold.")


def not_ticked() -> str:
    """Return what to do when the line was not ticked."""
    return translate("Read on to the end, and tick the last line.")


def cannot_be_shown() -> str:
    """Return what failed and what still holds."""
    return translate("The policy cannot be shown, so the seat stays closed. Ask IT.")


def _loosening(policy: Policy) -> Iterable[str]:
    if policy.reveal:
        yield translate("A mask may be lifted for a reason and for some seconds; that is recorded.")
    if policy.support:
        yield translate("A supervisor may let a program for remote support see the masked screen; that is recorded.")
    if policy.exception:
        yield translate("There are exceptions from rules; that one was used is recorded.")


def _see_the_record() -> str:
    return translate("The menu of Deskwarden shows you what is recorded about you, at any time.")


def _translated(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(translate(each) for each in sentences)
