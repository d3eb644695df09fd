"""Of which kind a network interface is, and where it leads out, as Linux tells it by files."""

# SPDX-License-Identifier: Apache-2.0

import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.interfaces import gateways_of, kind_of, own_interfaces
from workstation.desktop.surroundings import addresses_of, own_addresses
from workstation.facts.situation import InterfaceKind

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
ANY = str(IPv4Address(0))
NONE_6 = "0" * 32


def ipv4(name: str, destination: str, gateway: str, flags: int = 3, mask: str = ANY) -> str:
    """Return a line as the kernel writes it: addresses as numbers of this machine's own byte order."""
    a, b, c = (f"{int.from_bytes(ip_address(each).packed, sys.byteorder):08X}" for each in (destination, gateway, mask))
    return f"{name}\t{a}\t{b}\t{flags:04X}\t0\t0\t100\t{c}\t0\t0\t0   \n"


def ipv6(name: str, destination: str, prefix: int, gateway: str, flags: int = 3) -> str:
    a, b = (ip_address(each).packed.hex() for each in (destination, gateway))
    return f"{a} {prefix:02x} {NONE_6} 00 {b} 00000400 00000003 00000000 {flags:08x} {name:>8}\n"


def test_the_gateways_of_default_routes_are_told_by_interface() -> None:
    routes = HEAD + "".join(
        (
            ipv4("eth0", ANY, "10.4.0.1"),
            ipv4("eth0", ANY, "10.4.0.2"),
            ipv4("eth0", "10.4.0.0", ANY, flags=1, mask="255.255.0.0"),
            ipv4("eth0", "10.9.0.0", "10.4.0.9", mask="255.255.0.0"),
            ipv4("wlan0", ANY, "192.168.1.1"),
            ipv4("tun0", ANY, ANY, flags=1),
            ipv4("tun0", ANY, "10.8.0.1", mask="128.0.0.0"),
            ipv4("eth1", ANY, "172.16.0.1", flags=2),
        )
    )
    routes_6 = "".join(
        (
            ipv6("eth0", "::", 0, "fe80::1"),
            ipv6("eth0", "2001:db8::", 32, "fe80::2"),
            ipv6("lo", "::", 0, "::", flags=0x200200),
        )
    )
    assert gateways_of(routes, routes_6) == {"eth0": ("10.4.0.1", "10.4.0.2", "fe80::1"), "wlan0": ("192.168.1.1",)}
    assert gateways_of("", "") == gateways_of(HEAD, "") == {}


@given(gateway=st.ip_addresses(v=4))
def test_an_address_of_the_kernels_table_is_read_as_it_was_written(gateway: object) -> None:
    assert gateways_of(HEAD + ipv4("eth0", ANY, str(gateway)), "") == {"eth0": (str(gateway),)}


def interface(folder: Path, type_: str, *entries: str, uevent: str = "INTERFACE=x\nIFINDEX=2\n") -> Path:
    (folder / "type").write_text(f"{type_}\n")
    (folder / "uevent").write_text(uevent)
    for entry in entries:
        (folder / entry).mkdir()
    return folder


@pytest.mark.parametrize(
    ("type_", "entries", "devtype", "kind"),
    [
        ("1", ("device",), "", "wired"),
        ("1", ("device", "phy80211"), "wlan", "wireless"),
        ("1", ("device", "wireless"), "", "wireless"),
        ("1", ("tun_flags",), "", "tunnel"),
        ("65534", ("tun_flags",), "", "tunnel"),
        ("65534", (), "wireguard", "tunnel"),
        ("778", (), "", "tunnel"),
        ("512", (), "ppp", "tunnel"),
        ("65534", ("device",), "wwan", "other"),
        ("1", ("device",), "wwan", "other"),
        ("1", ("device",), "bluetooth", "other"),
        ("1", (), "bridge", "other"),
        ("1", (), "bond", "other"),
        ("1", (), "vlan", "other"),
        ("1", (), "", "other"),
        ("772", (), "", "other"),
    ],
)
def test_the_kind_is_what_the_kernel_says_of_the_device(
    tmp_path: Path, type_: str, entries: tuple[str, ...], devtype: str, kind: InterfaceKind
) -> None:
    uevent = f"DEVTYPE={devtype}\nINTERFACE=x\n" if devtype else "INTERFACE=x\n"
    assert kind_of(interface(tmp_path, type_, *entries, uevent=uevent)) == kind


def test_of_an_interface_that_is_gone_nobody_can_tell(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "gone") == "other"


def test_this_machines_interfaces_have_the_addresses_that_it_has() -> None:
    found = own_interfaces()
    assert addresses_of(found) == own_addresses()
    assert all(each.addresses for each in found)
    for each in found:
        assert each.gateways is not None
        assert all(ip_address(gateway) for gateway in each.gateways)
