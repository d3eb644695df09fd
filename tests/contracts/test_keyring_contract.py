"""What every keyring promises, once it is unlocked."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

import pytest

from tests.fakes.keyring import FakeKeyring
from tests.keeper.ownkeyring import own_keyring
from workstation.keeper.ports import Keyring
from workstation.keeper.userkeyring import UserKeyring

__all__ = ["own_keyring"]
ONE, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture(params=["gnome", "memory", "file"])
def keyring(request: pytest.FixtureRequest, tmp_path: Path) -> Keyring:
    if request.param == "memory":
        return FakeKeyring()
    if request.param == "file":
        return UserKeyring((sys.executable, "-m", "tests.keeper.lyingkeyring", "honest", str(tmp_path / "kept")))
    request.getfixturevalue("own_keyring")
    return UserKeyring()


def test_a_key_is_kept_and_replaced(keyring: Keyring) -> None:
    keyring.keep("vault one", OTHER)
    keyring.keep("vault one", ONE)
    assert keyring.key("vault one") == ONE


def test_what_was_never_kept_is_not_there_and_keys_do_not_mix(keyring: Keyring) -> None:
    keyring.keep("vault one", ONE)
    keyring.keep("vault other", OTHER)
    assert keyring.key("vault") is None
    assert (keyring.key("vault one"), keyring.key("vault other")) == (ONE, OTHER)
