"""The network interfaces of this machine: their addresses, of which kind they are, and where they lead out.

Linux tells kinds and routes by files; where there are none, nobody can tell.
"""

# SPDX-License-Identifier: Apache-2.0

import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import psutil

from workstation.facts.situation import Interface, InterfaceKind

FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
CLASS, ROUTES, ROUTES_6 = Path("/sys/class/net"), Path("/proc/net/route"), Path("/proc/net/ipv6_route")
ETHERNET = "1"
TUNNELS = frozenset({"512", "768", "769", "776", "778", "823", "65534"})
"""Point to point, IP in IP, GRE and bare IP (<linux/if_arp.h>): WireGuard and OpenVPN's tun among them."""
LEADS_OUT = 0x3
"""RTF_UP and RTF_GATEWAY of <linux/route.h>."""
Gateways = dict[str, tuple[str, ...]]


def own_interfaces() -> tuple[Interface, ...]:
    """Return those that have an address, in the order of their names; loopback and zones of addresses are left out."""
    gateways = _gateways()
    found = []
    for name, all_of_one in sorted(psutil.net_if_addrs().items()):
        own = {each.address.partition("%")[0] for each in all_of_one if each.family in FAMILIES} - LOOPBACK
        if own:
            leads = None if gateways is None else gateways.get(name, ())
            found.append(Interface(kind=kind_of(CLASS / name), addresses=tuple(sorted(own)), gateways=leads))
    return tuple(found)


def kind_of(folder: Path) -> InterfaceKind:
    """Return the kind of the interface that this folder of /sys/class/net is about.

    Wired is an Ethernet device of its own: bridges, bonds, VLANs and containers' ends are "other", and modems.
    """
    if (folder / "phy80211").exists() or (folder / "wireless").exists():
        return "wireless"
    type_, told = _text(folder / "type").strip(), _text(folder / "uevent")
    if (folder / "tun_flags").exists() or (type_ in TUNNELS and "DEVTYPE=wwan" not in told):
        return "tunnel"
    is_device = type_ == ETHERNET and (folder / "device").exists()
    return "wired" if is_device and "DEVTYPE=" not in told else "other"


def gateways_of(routes: str, routes_6: str) -> Gateways:
    """Return the gateways of the default routes by the name of their interface, as /proc/net tells both tables."""
    found: Gateways = {}
    for name, gateway in (*_of_ipv4(routes), *_of_ipv6(routes_6)):
        found[name] = tuple(sorted({*found.get(name, ()), gateway}))
    return found


def _gateways() -> Gateways | None:
    if not ROUTES.exists():
        return None
    return gateways_of(_text(ROUTES), _text(ROUTES_6))


def _of_ipv4(routes: str) -> Iterator[tuple[str, str]]:
    for line in routes.splitlines()[1:]:
        name, destination, gateway, flags, _, _, _, mask, *_ = line.split()
        if int(destination, 16) == int(mask, 16) == 0 and int(flags, 16) & LEADS_OUT == LEADS_OUT:
            yield name, str(ip_address(int(gateway, 16).to_bytes(4, sys.byteorder)))


def _of_ipv6(routes: str) -> Iterator[tuple[str, str]]:
    for line in routes.splitlines():
        destination, prefix, _, _, gateway, _, _, _, flags, name = line.split()
        if int(destination, 16) == int(prefix, 16) == 0 and int(flags, 16) & LEADS_OUT == LEADS_OUT:
            yield name, str(ip_address(bytes.fromhex(gateway)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
