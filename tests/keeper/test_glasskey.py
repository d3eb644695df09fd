"""The key of break-glass codes: fetched once, kept over restarts, and nobody waits for a store that has none."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.fakes.vault import FakeVault
from workstation.errors import StoreError, StoreRefusedError, VaultError
from workstation.keeper.glasskey import KEY_NAME, GlassKey

KEY = bytes(range(32))


class Giving:
    """A store that gives the key, or what a test has it raise."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: StoreError | None = None

    def __call__(self) -> bytes:
        self.asked += 1
        if self.error:
            raise self.error
        return KEY


def test_it_is_fetched_once_and_kept() -> None:
    vault, store = FakeVault(), Giving()
    key = GlassKey(vault, store)
    assert key.get() is None
    key.heard()
    key.heard()
    GlassKey(vault, store).heard()
    assert (key.get(), store.asked) == (KEY, 1)


def test_a_store_that_is_away_or_a_full_disk_is_asked_again_and_one_that_says_no_is_not() -> None:
    vault, store = FakeVault(), Giving()
    key = GlassKey(vault, store)
    store.error = StoreError("away")
    key.heard()
    store.error, vault.full = None, True
    key.heard()
    assert key.get() is None
    vault.full = False
    store.error = StoreRefusedError("no such path")
    key.heard()
    key.heard()
    assert (key.get(), store.asked) == (None, 3)


def test_a_key_that_is_damaged_is_no_key() -> None:
    vault = FakeVault()
    vault.put(KEY_NAME, b"short")
    with pytest.raises(VaultError):
        GlassKey(vault, Giving()).get()
