"""Network: a seat outside the networks of its rules stays locked."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import LockSeat, NoticeEvent
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import Circumstance, Observation, PolicyChanged
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.reach import OfSeat, Sites, any_of, at_sites, in_networks
from workstation.policy.rules import NetworkRule

NEEDS = frozenset({"surroundings"})


class NetworkGuard:
    """Locks an open seat that is not surely in a network, or at a site, that every rule allows.

    Where nobody can tell, as before the audit store has seen the seat, that is told apart from a seat outside.
    """

    def __init__(self, rules: Rules[NetworkRule], sites: Sites) -> None:
        self._rules = rules
        self._allowed = {rule.id: _allowed(rule, sites) for rule in rules.all}

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Lock for as long as the seat is open outside; it is written down once an opening, a move and a policy."""
        if not isinstance(observation, Circumstance | PolicyChanged):
            return None
        now = session.after(observation)
        if (rule := self._broken(now)) is None:
            return None
        is_outside = self._allowed[rule.id](now.situation, now.now) is False
        lock = LockSeat(reason="network" if is_outside else "network_unknown")
        if not isinstance(observation, PolicyChanged) and self._broken(session) is not None:
            return Ruling(rule=rule.id, actions=(lock,))
        event: NoticeEvent = "outside_network" if is_outside else "network_unknown"
        said = raised(rule, event, Kind.OUTSIDE_NETWORK if is_outside else Kind.NETWORK_UNKNOWN, Outcome.BLOCKED)
        return Ruling(rule=rule.id, actions=(lock, *said))

    def _broken(self, session: Session) -> NetworkRule | None:
        """Return the first rule by which an open seat is not surely where it may be."""
        if session.truth is not Truth.ACTIVE:
            return None
        holding = self._rules.applying(session)
        return next((rule for rule in holding if not self._allowed[rule.id](session.situation, session.now)), None)


def _allowed(rule: NetworkRule, sites: Sites) -> OfSeat:
    return any_of((in_networks(rule.networks), at_sites([sites[name] for name in rule.sites])))
