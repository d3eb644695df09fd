"""Where the workstation is, is told at once and whenever it changes."""

# SPDX-License-Identifier: Apache-2.0

import ipaddress
from datetime import timedelta

from tests.desktop.reports import Reports
from workstation.desktop.surroundings import Surroundings, own_addresses, utc_offset
from workstation.facts.observations import SurroundingsChanged
from workstation.facts.situation import Interface


def test_addresses_are_real_ones_without_loopback_and_zones() -> None:
    found = own_addresses()
    assert list(found) == sorted(set(found))
    assert not any(ipaddress.ip_address(address).is_loopback for address in found)


def test_the_offset_is_one_that_exists() -> None:
    assert timedelta(hours=-12) <= utc_offset() <= timedelta(hours=14)


def test_every_change_is_told_once() -> None:
    office = (Interface(kind="wired", addresses=("fe80::1", "10.4.7.9"), gateways=("10.4.0.1",)),)
    home = (Interface(kind="wireless", addresses=("192.168.1.4",), gateways=("192.168.1.1",)),)
    networks = iter((office, office, home, home, office))
    reports = Reports()
    sensor = Surroundings(
        reports.post, interfaces=lambda: next(networks, office), offset=lambda: timedelta(hours=8), every=0.01
    )
    sensor.start()
    told = [reports.next(SurroundingsChanged) for _ in range(3)]
    sensor.stop()
    assert [each.interfaces for each in told] == [office, home, office]
    assert [each.addresses for each in told][:2] == [("10.4.7.9", "fe80::1"), ("192.168.1.4",)]
    assert {each.utc_offset for each in told} == {timedelta(hours=8)}
    assert reports.are_over()
