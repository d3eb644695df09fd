"""The circumstances of a seat that rules ask for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Literal

InterfaceKind = Literal["wired", "wireless", "tunnel", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """From which address the audit store sees this workstation, and from which one of its own it spoke then."""

    seen_from: str
    own: str

    @property
    def is_within(self) -> bool:
        """Whether the store, or the way to it, begins on this workstation itself."""
        return ip_address(self.own).is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A network interface that has an address; "other" is what nobody can tell to be one of the kinds.

    `gateways` are those of its default routes, None where nobody can tell.
    """

    kind: InterfaceKind
    addresses: tuple[str, ...]
    gateways: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Whose seat, in which network, on a call or not, and how far local time is ahead of UTC.

    None is what nobody can tell; `addresses` are the seat's own, `interfaces` those that have them, `view` is the
    store's last one that still counts.
    Without a word about calls the agent is on one.
    """

    team: str | None = None
    addresses: tuple[str, ...] | None = None
    interfaces: tuple[Interface, ...] | None = None
    view: StoreView | None = None
    on_call: bool = True
    utc_offset: timedelta | None = None


def still_counting(view: StoreView | None, addresses: Sequence[str]) -> StoreView | None:
    """Return what still counts of the store's view at a seat with these addresses: nothing once it lost the one."""
    if view is None or view.is_within or view.own in addresses:
        return view
    return None
