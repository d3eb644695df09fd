"""Network: a seat outside the networks of its rules stays locked."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping, Sequence

from workstation.facts.actions import LockSeat
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import Circumstance, Observation, PolicyChanged
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.reach import in_networks
from workstation.policy.rules import NetworkRule

NEEDS = frozenset({"surroundings"})


class NetworkGuard:
    """Locks an open seat that has no address in a network that every rule allows, or whose addresses nobody knows."""

    def __init__(self, rules: Rules[NetworkRule], sites: Mapping[str, Sequence[str]]) -> None:
        self._rules = rules
        self._allowed = {rule.id: in_networks(_networks(rule, sites)) for rule in rules.all}

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock for as long as the seat is open outside; it is written down once an opening, a move and a policy."""
        if not isinstance(observation, Circumstance | PolicyChanged):
            return None
        now = session.after(observation)
        if (rule := self._broken(now)) is None:
            return None
        lock = LockSeat(reason="network")
        if not isinstance(observation, PolicyChanged) and self._broken(session) is not None:
            return Ruling(rule=rule.id, actions=(lock,))
        said = raised(rule, "outside_network", Kind.OUTSIDE_NETWORK, Outcome.BLOCKED)
        return Ruling(rule=rule.id, actions=(lock, *said))

    def _broken(self, session: Session) -> NetworkRule | None:
        """Return the first rule that an open seat is outside of."""
        if session.truth is not Truth.ACTIVE:
            return None
        holding = self._rules.applying(session)
        return next((rule for rule in holding if not self._allowed[rule.id](session.situation, session.now)), None)


def _networks(rule: NetworkRule, sites: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return (*rule.networks, *(network for site in rule.sites for network in sites[site]))
