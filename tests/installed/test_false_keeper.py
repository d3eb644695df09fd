"""A process that poses as the keeper: whoever connects to it says nothing to it."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.mark.skipif(os.getuid() != 0, reason="only root has a second account at hand")
def test_a_keeper_of_another_account_hears_nothing(posing: socket.socket, tmp_path: Path) -> None:
    with pytest.raises(FalseKeeperError, match="is not the keeper"):
        Client.connect(tmp_path / "keeper.sock", HELLO, FromKeeper)
    connection, _ = posing.accept()
    with connection:
        assert connection.recv(1) == b""


def test_a_place_where_nobody_listens_is_told_apart_from_that(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="does not answer"):
        Client.connect(tmp_path / "keeper.sock", HELLO, FromKeeper)
