"""A keeper for shields alone: it speaks the real link, says what the test tells it to, and notes what it hears."""

# SPDX-License-Identifier: Apache-2.0

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workstation.errors import LinkError
from workstation.link.framing import Unframer, frame
from workstation.link.messages import Beat, Covering, FromShield, Hello, Message, Welcome

BEAT = 0.5
WELCOME = Welcome(policy=b"", policy_version="0", seat_id="seat/1", team="cards", assurance="trial")


class Shielded:
    """One connected shield: what it said last, and a way to tell it things."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.pid = pid
        self.covering: Covering | None = None
        self.beats = 0
        self._connection = connection

    def tell(self, message: Message) -> None:
        with suppress(OSError):
            self._connection.sendall(frame(message))

    def cut(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)


class ShieldKeeper:
    """Listens at `path`; `greets` says what a shield hears after its Hello, nothing being a refusal."""

    def __init__(self, path: Path, greets: Callable[[], list[Message]]) -> None:
        self.shields: list[Shielded] = []
        self.silent = False
        self._path = path
        self._greets = greets
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._accept), threading.Thread(target=self._beat)]
        for thread in self._threads:
            thread.start()

    def tell(self, message: Message) -> None:
        for shield in self.shields:
            shield.tell(message)

    def close(self) -> None:
        """Be gone as a killed keeper is: the socket's name stays, nobody answers there."""
        self._closed.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for shield in list(self.shields):
            shield.cut()
        for thread in self._threads:
            thread.join()
        self._path.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._closed.wait(BEAT):
            if not self.silent:
                self.tell(Beat())

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            shield = Shielded(connection, _pid(connection))
            greeting = self._greets()
            with suppress(OSError):
                connection.recv(4096, socket.MSG_PEEK)  # the Hello comes before any answer
            if not greeting:
                return
            self.shields.append(shield)
            for message in greeting:
                shield.tell(message)
            with suppress(OSError, LinkError):
                self._listen(connection, shield)
            self.shields.remove(shield)

    def _listen(self, connection: socket.socket, shield: Shielded) -> None:
        unframer: Unframer[Message] = Unframer(Hello | FromShield)
        while data := connection.recv(65_536):
            for message in unframer.feed(data):
                if isinstance(message, Covering):
                    shield.covering = message
                elif isinstance(message, Beat):
                    shield.beats += 1


def _pid(connection: socket.socket) -> int:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    return int.from_bytes(raw[:4], "little")
