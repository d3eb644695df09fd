"""A process that poses as the keeper: whoever connects to it says nothing to it."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.stage import AGENT, KEEPER, ROOT, Stage, only_root
from workstation.errors import LinkError
from workstation.link.client import Client, FalseKeeperError
from workstation.link.messages import VERSION, FromKeeper, Hello

SOMEBODY = 65_534
HELLO = Hello(version=VERSION, role="seat")


@pytest.fixture
def posing(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen under another account."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "keeper.sock"))
        os.seteuid(SOMEBODY)
        try:
            listening.listen()
        finally:
            os.seteuid(0)
        yield listening


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


@only_root
def test_a_keeper_of_another_account_hears_nothing(posing: socket.socket, tmp_path: Path) -> None:
    with pytest.raises(FalseKeeperError, match="is not the keeper"):
        Client.connect(tmp_path / "keeper.sock", HELLO, FromKeeper)
    connection, _ = posing.accept()
    with connection:
        assert connection.recv(1) == b""


def test_a_place_where_nobody_listens_is_told_apart_from_that(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="does not answer"):
        Client.connect(tmp_path / "keeper.sock", HELLO, FromKeeper)


def _hang_up(listening: socket.socket) -> None:
    listening.accept()[0].close()


@only_root
def test_nothing_but_the_keepers_account_is_the_keeper_of_an_installation(stage: Stage) -> None:
    path = stage.run_folder / "deskwarden" / "keeper.sock"
    for account, is_keeper in ((AGENT, False), (ROOT, False), (KEEPER, True)):
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
            path.chmod(0o666)
            os.seteuid(account.uid)
            listening.listen()
            os.seteuid(0)
            closing = threading.Thread(target=_hang_up, args=(listening,))
            closing.start()
            said = stage.python(AGENT, "-m", "tests.installed.pose", "seat")
            closing.join()
        assert ("is not the keeper" in said.stdout) is not is_keeper


@only_root
def test_no_account_but_root_puts_another_socket_in_its_place(stage: Stage) -> None:
    for account in (AGENT, KEEPER):
        assert "Permission denied" in stage.run(account, "touch", "/run/deskwarden/keeper.sock").stderr


@only_root
def test_a_damaged_file_of_the_installation_makes_no_trial(stage: Stage) -> None:
    file = stage.etc / "deskwarden" / "installed.toml"
    file.write_text("keeper = ")
    for command in (("seat",), ("status",), ("keeper", "--dir", "/nowhere"), ("trial",)):
        ended = stage.python(AGENT, "-m", "workstation", *command)
        assert (ended.returncode, "does not tell what is installed here" in ended.stderr) == (1, True)
    file.write_text('keeper = "nobody-here"\nshield = "dw-shield"\nprogram = "/opt/deskwarden"\n')
    assert "there is no account nobody-here" in stage.python(AGENT, "-m", "tests.installed.pose", "status").stdout
