"""What the client of security keys is promised by every device: the key in memory, bare and behind HID packets."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Callable

import pytest
from fido2.ctap import CtapDevice

from tests.fakes.hidkey import behind_hid
from tests.fakes.securitykey import FakeSecurityKey
from workstation.credentials.keytouch import answer, make_secret, wants_pin
from workstation.credentials.securitykey import asserted, registered
from workstation.errors import SecurityKeyError

PIN = "2580"


@pytest.fixture
def key() -> FakeSecurityKey:
    return FakeSecurityKey()


@pytest.fixture(params=["bare", "hid"])
def device(request: pytest.FixtureRequest, key: FakeSecurityKey) -> CtapDevice:
    return key if request.param == "bare" else behind_hid(key)


def trouble(call: Callable[[], object]) -> str:
    with pytest.raises(SecurityKeyError) as refused:
        call()
    return refused.value.reason


def test_it_makes_secrets_and_answers_by_the_right_one(device: CtapDevice) -> None:
    challenge = os.urandom(32)
    known = {agent: registered(challenge, *make_secret(device, agent, challenge, PIN)) for agent in ("Ana", "Ben")}
    for agent, kept in known.items():
        challenge = os.urandom(32)
        after = asserted(kept, challenge, answer(device, agent, challenge, PIN))
        assert after.counter > kept.counter
    assert trouble(lambda: answer(device, "", challenge, PIN)) == "several_accounts"


def test_it_answers_by_its_only_secret_without_a_name(device: CtapDevice) -> None:
    challenge = os.urandom(32)
    known = registered(challenge, *make_secret(device, "Ana", challenge, PIN))
    assert asserted(known, challenge, answer(device, "", challenge, PIN)).counter > known.counter


def test_it_says_what_it_lacks(device: CtapDevice, key: FakeSecurityKey) -> None:
    challenge = os.urandom(32)
    assert wants_pin(device)
    assert trouble(lambda: answer(device, "Ana", challenge, PIN)) == "not_registered"
    make_secret(device, "Ana", challenge, PIN)
    assert trouble(lambda: answer(device, "Ana", challenge, "")) == "pin_wanted"
    key.touched = False
    assert trouble(lambda: answer(device, "Ana", challenge, PIN)) == "not_touched"


def test_one_that_reads_a_finger_wants_no_pin(device: CtapDevice, key: FakeSecurityKey) -> None:
    key.finger, key.pin_hash = True, None
    challenge = os.urandom(32)
    assert not wants_pin(device)
    known = registered(challenge, *make_secret(device, "Ana", challenge, ""))
    assert asserted(known, challenge, answer(device, "Ana", challenge, "")).counter > known.counter
    key.finger = False
    assert trouble(lambda: answer(device, "Ana", challenge, "")) == "wrong_pin"


def test_it_counts_wrong_pins_until_it_is_blocked(device: CtapDevice, key: FakeSecurityKey) -> None:
    challenge, said = os.urandom(32), []
    make_secret(device, "Ana", challenge, PIN)
    while "blocked" not in said:
        said.append(trouble(lambda: answer(device, "Ana", challenge, "0000")))
        if said[-1] == "take_out":
            key.plug_in()
    assert said == ["wrong_pin", "wrong_pin", "take_out"] * 2 + ["wrong_pin", "blocked"]
