"""A sealed vault: a copy of it opens nowhere else, nothing secret lies open, and a wrong key is never no secret."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest

from workstation.errors import VaultError
from workstation.keeper.installedvault import CREDENTIAL, open_installed_vault
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.vault import FileVault
from workstation.recordfile import data_key_beside

KEY, OTHER = bytes(range(32)), bytes(32)
SECRET = b"a secret that nobody is to find"


def sealed(folder: Path, key: bytes | None = KEY) -> SealedVault:
    return SealedVault(FileVault(folder), key)


def test_nothing_secret_lies_in_the_folder_but_what_auditors_read(tmp_path: Path) -> None:
    vault = sealed(tmp_path)
    for name in ("enrolment", "data-key", "device-key.pem", "device-key.successions.json"):
        vault.put(name, SECRET)
    found = {path.name for path in tmp_path.iterdir() if SECRET in path.read_bytes()}
    assert found == {"device-key.pem", "device-key.successions.json"}
    assert vault.get("device-key.pem") == vault.get("enrolment") == SECRET


@pytest.mark.parametrize(("key", "words"), [(OTHER, "sealed by another key"), (None, "the key is not here")])
def test_a_copy_without_the_machines_key_does_not_open(tmp_path: Path, key: bytes | None, words: str) -> None:
    sealed(tmp_path).put("enrolment", SECRET)
    with pytest.raises(VaultError, match=words):
        sealed(tmp_path, key).get("enrolment")


def test_one_secret_does_not_pass_for_another_and_no_changed_byte_opens(tmp_path: Path) -> None:
    vault = sealed(tmp_path)
    vault.put("one", SECRET)
    (tmp_path / "two").write_bytes((tmp_path / "one").read_bytes())
    with pytest.raises(VaultError):
        vault.get("two")
    content = (tmp_path / "one").read_bytes()
    for at in range(len(content) - len(SECRET) - 28, len(content)):
        (tmp_path / "one").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(VaultError):
            vault.get("one")


def test_what_was_written_before_there_was_a_key_is_sealed_when_it_is_read(tmp_path: Path) -> None:
    sealed(tmp_path, None).put("enrolment", SECRET)
    assert (tmp_path / "enrolment").read_bytes() == SECRET
    assert sealed(tmp_path).get("enrolment") == SECRET
    assert SECRET not in (tmp_path / "enrolment").read_bytes()
    assert sealed(tmp_path).get("enrolment") == SECRET


def test_a_sealed_data_key_is_not_taken_for_the_key(tmp_path: Path) -> None:
    sealed(tmp_path).put("data-key", KEY)
    assert data_key_beside(tmp_path / "ledger.db") is None
    sealed(tmp_path, None).put("data-key", KEY)
    assert data_key_beside(tmp_path / "ledger.db") == KEY


def test_the_key_is_what_the_service_manager_gives_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "credentials"
    given.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert not open_installed_vault(tmp_path / "vault").is_sealed
    (given / CREDENTIAL).write_bytes(KEY)
    assert open_installed_vault(tmp_path / "vault").is_sealed
    (given / CREDENTIAL).write_bytes(KEY[1:])
    with pytest.raises(VaultError, match="no key of 32 bytes"):
        open_installed_vault(tmp_path / "vault")
