"""What a guard answers, and what a guard is."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from typing import Protocol

from workstation.facts.actions import Action
from workstation.facts.observations import Observation
from workstation.facts.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What `rule` says must be done now, in this order."""

    rule: str
    actions: tuple[Action, ...]


class Guard(Protocol):
    """One rule's judge. It remembers nothing and does nothing: same session and observation, same ruling."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Return what the rule says of `observation`; `session` is the session before it."""
