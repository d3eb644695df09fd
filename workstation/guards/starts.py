"""Programs that start: looked at before they draw or read anything."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LookAtPrograms
from workstation.facts.observations import Observation, ProgramsStarted
from workstation.facts.session import Session
from workstation.guards.ruling import Ruling


class StartGuard:
    """Has whatever starts looked at, by what the rules have watched."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Look at once."""
        match observation:
            case ProgramsStarted(pids=pids):
                return Ruling(rule="", actions=(LookAtPrograms(pids=pids),))
            case _:
                return None
