"""The vault as files: 0600 in a folder of 0700, each replaced whole and durable."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
import threading
from pathlib import Path

from workstation.errors import VaultError
from workstation.keeper.folder import make_folder, sync_folder

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


class FileVault:
    """Keeps keeper.ports.Vault's promises in `folder`. Safe to call from any thread; raises VaultError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        try:
            make_folder(folder)
            folder.chmod(0o700)
        except OSError as error:
            raise _trouble(folder) from error

    def get(self, name: str) -> bytes | None:
        """Return the secret called `name`, or None."""
        path = self._path(name)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _trouble(path) from error

    def put(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name` durably: after a crash either the old one stands or the new one, whole."""
        path = self._path(name)
        try:
            with self._lock:
                _write_durably(path.with_name(f".{name}.new"), secret)
                path.with_name(f".{name}.new").replace(path)
                sync_folder(self._folder)
        except OSError as error:
            raise _trouble(path) from error

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise VaultError(f"{name!r} cannot name a secret")
        return self._folder / name


def _write_durably(path: Path, secret: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - mode at birth
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())


def _trouble(path: Path) -> VaultError:
    return VaultError(f"the vault cannot use {path.name}", hint=f"Look at {path} and the disk under it.")
