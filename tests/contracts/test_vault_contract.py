"""What every vault promises."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.vault import FakeVault
from tests.keeper.ownkeyring import own_keyring
from workstation.errors import VaultError
from workstation.keeper.ports import Vault
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.trialvault import seal_trial_vault
from workstation.keeper.userkeyring import UserKeyring
from workstation.keeper.vault import FileVault

__all__ = ["own_keyring"]

VAULTS: dict[str, Callable[[Path], Vault]] = {
    "files": FileVault,
    "memory": lambda _: FakeVault(),
    "sealed": lambda folder: SealedVault(FileVault(folder), bytes(32)),
    "without a key": lambda folder: SealedVault(FileVault(folder), None),
    "in the keyring": lambda folder: seal_trial_vault(folder, UserKeyring()),
}


@pytest.fixture(params=VAULTS)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    if request.param == "in the keyring":
        request.getfixturevalue("own_keyring")
    return VAULTS[request.param](tmp_path / "vault")


def test_a_secret_is_kept_and_replaced(vault: Vault) -> None:
    vault.put("name", b"first")
    vault.put("name", b"second")
    assert vault.get("name") == b"second"


def test_what_was_never_kept_is_not_there(vault: Vault) -> None:
    assert vault.get("name") is None


def test_secrets_do_not_mix(vault: Vault) -> None:
    vault.put("one", b"1")
    vault.put("two", b"")
    assert (vault.get("one"), vault.get("two")) == (b"1", b"")


@pytest.mark.parametrize("name", ["", "../outside", "a/b"])
def test_a_name_cannot_lead_elsewhere(vault: Vault, name: str) -> None:
    with pytest.raises(VaultError):
        vault.put(name, b"secret")
