"""A seat and a prompt that are played at a real keeper, and beat however long a test does something else."""

# SPDX-License-Identifier: Apache-2.0

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from tests.keeper.processes import DEADLINE
from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.messages import VERSION, Beat, FromKeeper, Hello, Message, Role, SupportTold

BEAT = 0.5


class Beating(Client):
    """A connection that any thread may send over; a keeper ends whoever is silent, which here would be the tests."""

    def __init__(self, connection: socket.socket, incoming: Any) -> None:  # noqa: ANN401 - as the client has it
        self._sending = threading.Lock()
        super().__init__(connection, incoming)

    def send(self, message: Message) -> None:
        with self._sending:
            super().send(message)


class Peers:
    """A seat and a prompt."""

    def __init__(self, at: Path) -> None:
        self.seat, self.prompt = _connected(at, "seat"), _connected(at, "prompt")
        self._ended = threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True)
        self._beats.start()

    def hear(self, client: Client, wanted: Callable[[Message], bool]) -> Message:
        """Return the first message that is wanted."""
        until = monotonic() + DEADLINE
        while monotonic() < until:
            message = client.receive(0.2)
            if message is not None and wanted(message):
                return message
        raise AssertionError("the keeper never said it")

    def support(self) -> SupportTold:
        """Return what the seat is told of support."""
        told = self.hear(self.seat, lambda message: isinstance(message, SupportTold))
        assert isinstance(told, SupportTold)
        return told

    def close(self) -> None:
        """Leave the keeper."""
        self._ended.set()
        self._beats.join()
        self.seat.close()
        self.prompt.close()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            for each in (self.seat, self.prompt):
                with suppress(LinkError):  # its keeper was killed, by the test
                    each.send(Beat())


def _connected(at: Path, role: Role) -> Client:
    until = monotonic() + DEADLINE
    while monotonic() < until:
        with suppress(LinkError):
            return Beating.connect(at, Hello(version=VERSION, role=role), FromKeeper)
    raise AssertionError("the keeper never listened")
