"""Scenario files: what a policy's writer expects of it at a place and a moment."""

# SPDX-License-Identifier: Apache-2.0

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workstation.errors import PolicyError
from workstation.facts.place import Place
from workstation.facts.session import Session
from workstation.facts.situation import Interface, InterfaceKind, Situation, StoreView
from workstation.facts.truth import Truth
from workstation.policy.ownsense import unknown_class
from workstation.policy.rules import ClassName, Policy
from workstation.policy.watched import known_classes
from workstation.rehearse.explain import Control, explain, held_exceptions

HERE = "127.0.0.1"
"""From where a scenario's seat speaks to its store: an address that it does not lose."""
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"data_class": "class"}):
    """One situation. What is left out nobody can tell; `expect` names the rule that decides a control, "" for none."""

    name: str
    data_class: ClassName = "card_number"
    team: str | None = None
    addresses: tuple[str, ...] | None = None
    gateway: str | None = None
    interface: InterfaceKind | None = None
    seen_from: str | None = None
    call: Literal["on", "off"] = "on"
    at: Annotated[datetime, Meta(tz=True)] = MONDAY
    executable: str | None = None
    window_class: str | None = None
    title: str | None = None
    url: str | None = None
    role: str | None = None
    field_name: str | None = None
    label: str | None = None
    expect: dict[Control, str] = {}

    def __post_init__(self) -> None:
        for address in (*(self.addresses or ()), self.gateway, self.seen_from):
            if address is not None:
                ip_address(address)

    @property
    def place(self) -> Place:
        """Where it plays."""
        return Place(
            executable=self.executable,
            window_class=self.window_class,
            title=self.title,
            url=self.url,
            role=self.role,
            name=self.field_name,
            label=self.label,
        )

    @property
    def _interfaces(self) -> tuple[Interface, ...] | None:
        if self.addresses is None or (self.gateway is None and self.interface is None):
            return None
        gateways = None if self.gateway is None else (self.gateway,)
        return (Interface(kind=self.interface or "other", addresses=self.addresses, gateways=gateways),)

    def session(self, policy: Policy) -> Session:
        """Return the open seat that it plays at, with every exception that holds there on the record."""
        situation = Situation(
            team=self.team,
            addresses=self.addresses,
            interfaces=self._interfaces,
            view=StoreView(seen_from=self.seen_from, own=HERE) if self.seen_from else None,
            on_call=self.call == "on",
            utc_offset=self.at.utcoffset() or timedelta(),
        )
        session = Session(now=self.at.astimezone(UTC), policy="", truth=Truth.ACTIVE, situation=situation)
        return replace(session, granted=frozenset(each.id for each in held_exceptions(policy, session)))


class Scenarios(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of scenarios."""

    scenario: Annotated[tuple[Scenario, ...], Meta(min_length=1)]


def parse_scenarios(untrusted: bytes, source: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a file; raise PolicyError naming `source` and what is wrong."""
    try:
        return msgspec.convert(tomllib.loads(untrusted.decode()), type=Scenarios).scenario
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        hint = "policies/README.md shows a scenario file by example."
        raise PolicyError(f"{source}: {str(error).replace('`', '')}", hint=hint) from error


def mismatches(policy: Policy, scenario: Scenario) -> Iterator[str]:
    """Yield in words what the policy does otherwise than the scenario expects."""
    if scenario.data_class not in (known := known_classes(policy)):
        yield unknown_class(scenario.data_class, known)
        return
    for decided in explain(policy, scenario.session(policy), scenario.place, scenario.data_class):
        expected = scenario.expect.get(decided.control)
        if expected is not None and expected != decided.rule:
            yield f"{decided.control}: {_rule(expected)} was expected to decide, {_rule(decided.rule)} does"


def _rule(name: str) -> str:
    return f'the rule "{name}"' if name else "no rule"
