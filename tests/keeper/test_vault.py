"""The vault on disk: who may read it, and what a crash or a full disk leaves of it."""

# SPDX-License-Identifier: Apache-2.0

import os
import stat
from pathlib import Path

import pytest

from workstation.errors import VaultError
from workstation.keeper.vault import FileVault


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        FileVault(folder).put("name", b"secret")
    finally:
        os.umask(before)
    assert (mode(folder), mode(folder / "name")) == (0o700, 0o600)


def test_a_crash_before_the_replacement_leaves_the_old_secret(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    vault.put("name", b"old")
    (tmp_path / ".name.new").write_bytes(b"half a n")
    assert FileVault(tmp_path).get("name") == b"old"
    vault.put("name", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["name"]
    assert vault.get("name") == b"new"


def test_a_secret_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    vault.put("name", b"old")
    (tmp_path / ".name.new").mkdir()
    with pytest.raises(VaultError, match="cannot use name"):
        vault.put("name", b"new")
    assert vault.get("name") == b"old"


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultError):
        FileVault(tmp_path / "file")


def test_a_secret_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    (tmp_path / "name").mkdir()
    with pytest.raises(VaultError):
        vault.get("name")
