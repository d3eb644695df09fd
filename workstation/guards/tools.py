"""Entries about a program that wait for the digest of its file: written down as soon as that is known."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import WriteEntry
from workstation.facts.observations import Observation, ToolIdentified
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class ToolGuard:
    """Writes down what another guard, maybe of the policy before, said of a program."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Write it down."""
        match observation:
            case ToolIdentified(body=body):
                return Ruling(rule=body.rule, actions=(WriteEntry(body=body),))
            case _:
                return None
