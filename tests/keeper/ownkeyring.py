"""GNOME Keyring on a session bus of a test's own: nothing of the user's is asked, shown or changed."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import secretstorage

from tests import NO_KEYRING, OWN_KEYRING
from tests.desktop.bed import eventually
from workstation.credentials.keyringprocess import SERVICE

PASSWORD = b"of nobody"
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A bus that starts nothing by itself but what lies in that folder, so no second keyring."""
PROMPTER = "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/usr/libexec/gcr-prompter\n"
"""The window that asks for the password, for a test with a display to show it on."""


class OwnKeyring:
    """The real keyring, unlocked; this process and what it starts reach it through `environment`.

    Where there is a `display`, it asks for its password there once it is locked.
    """

    def __init__(self, folder: Path, display: str = "") -> None:
        for name in ("home", "run"):
            (folder / name).mkdir(mode=0o700)
        self._home = {"HOME": str(folder / "home"), "XDG_DATA_HOME": str(folder / "home")}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            OWN_KEYRING: "1",
            "DBUS_SESSION_BUS_ADDRESS": self._start_bus(folder, display),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_CONFIG_HOME": str(folder / "home"),
        }
        self.start()

    def start(self) -> None:
        """Have the daemon run, unlocked."""
        self._daemon = subprocess.Popen(
            ("gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"),
            env=os.environ | self.environment | self._home,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(self._daemon)
        assert self._daemon.stdin is not None
        with self._daemon.stdin as password:
            password.write(PASSWORD)
        eventually(self._is_unlocked, "the keyring runs")

    def stop(self) -> None:
        """End the daemon, as when a session has none."""
        self._daemon.terminate()
        self._daemon.wait()

    def lock(self) -> None:
        """Lock what is kept."""
        with self._bus() as bus:
            secretstorage.get_default_collection(bus).lock()

    def secrets(self) -> dict[str, bytes]:
        """Return what the product keeps there."""
        with self._bus() as bus:
            found = secretstorage.get_default_collection(bus).search_items({"service": SERVICE})
            return {item.get_attributes()["username"]: item.get_secret() for item in found}

    def forget(self) -> None:
        """Delete all of that, as a user might who looks through the keyring."""
        with self._bus() as bus:
            for item in list(secretstorage.get_default_collection(bus).search_items({"service": SERVICE})):
                item.delete()

    def close(self) -> None:
        """End everything that this started, the bus last."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait()

    def _start_bus(self, folder: Path, display: str) -> str:
        (folder / "bus.xml").write_text(BUS.format(folder=folder / "run"))
        if display:
            (folder / "run" / "prompter.service").write_text(PROMPTER)
        command = ("dbus-daemon", f"--config-file={folder / 'bus.xml'}", "--nofork", "--nosyslog", "--print-address=1")
        process = subprocess.Popen(command, env=os.environ | {"DISPLAY": display}, stdout=subprocess.PIPE)
        self._processes.append(process)
        assert process.stdout is not None
        with process.stdout as said:
            return said.readline().decode().strip()

    def _is_unlocked(self) -> bool:
        with self._bus() as bus:
            try:
                return not secretstorage.Collection(bus).is_locked()
            except (secretstorage.ItemNotFoundException, secretstorage.SecretServiceNotAvailableException):
                return False

    @contextmanager
    def _bus(self) -> Iterator[Any]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DBUS_SESSION_BUS_ADDRESS", self.environment["DBUS_SESSION_BUS_ADDRESS"])
            connection = secretstorage.dbus_init()
        with closing(connection):
            yield connection


@contextmanager
def reachable(folder: Path, display: str = "") -> Iterator[OwnKeyring]:
    """Give an unlocked keyring to this process and to what it starts."""
    keyring = OwnKeyring(folder, display)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in NO_KEYRING:
                patch.delenv(name)
            for name, value in keyring.environment.items():
                patch.setenv(name, value)
            yield keyring
    finally:
        keyring.close()


@pytest.fixture
def own_keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnKeyring]:
    """Give an unlocked keyring that shows no window."""
    with reachable(tmp_path_factory.mktemp("keyring")) as keyring:
        yield keyring
