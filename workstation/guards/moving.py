"""Moving: a seat that is in another network than when its agent opened it says so, for the keeper to ask who it is."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import ip_address, ip_network

from workstation.facts.actions import WriteEntry
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import Observation, SurroundingsChanged
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.reach import Sites, in_networks
from workstation.policy.rules import ReauthRule

NEEDS = frozenset({"surroundings"})
_ALIKE = {4: 24, 6: 64}
"""How many bits of their beginning addresses of one network share, where no site says more."""


class MovingGuard:
    """Reports a new address in no network and no site that the seat was in when it was opened; the keeper closes it.

    Addresses of one link alone tell nothing of where it is.
    """

    def __init__(self, rules: Rules[ReauthRule], sites: Sites) -> None:
        self._rules = rules
        self._sites = tuple(in_networks(site.networks) for site in sites.values())

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Say so once a new address."""
        if not isinstance(observation, SurroundingsChanged) or session.truth is not Truth.ACTIVE:
            return None
        rule = next((each for each in self._rules.applying(session) if "network" in each.after_risks), None)
        if rule is None or not self._moved(session, observation.addresses, observation.at):
            return None
        body = Body(kind=Kind.NETWORK_CHANGED, severity=Severity.CUSTODY, outcome=Outcome.DETECTED, rule=rule.id)
        return Ruling(rule=rule.id, actions=(WriteEntry(body=body),))

    def _moved(self, session: Session, addresses: Sequence[str], at: datetime) -> bool:
        if session.opened_in is None:
            return False
        before = frozenset(session.situation.addresses or ())
        new = (each for each in addresses if each not in before and not ip_address(each).is_link_local)
        homes = [_network_of(each) for each in session.opened_in]
        homes += [site for site in self._sites if site(Situation(addresses=session.opened_in), at)]
        return any(not any(home(Situation(addresses=(each,)), at) for home in homes) for each in new)


def _network_of(address: str) -> Callable[[Situation, datetime], bool | None]:
    bits = _ALIKE[ip_address(address).version]
    return in_networks([str(ip_network(f"{address}/{bits}", strict=False))])
