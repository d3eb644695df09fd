"""The native messaging host: the browser starts it for the extension, and it passes frames on to the seat.

It opens none of them: what an extension says is parsed by the seat alone. While no seat is there it says nothing, and
pages go on covering what they covered.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from workstation.browser.messages import LENGTH, LIMIT
from workstation.link.caller import uid_at

AGAIN = b'{"type":"again"}'
SOONEST, LATEST = 0.1, 2.0


class Host:
    """Passes frames between a browser (our standard streams) and the seat, which may come and go."""

    def __init__(self, seat: Path, said: BinaryIO, told: BinaryIO) -> None:
        self._seat = seat
        self._said = said
        self._told = told
        self._telling = threading.Lock()
        self._connection: socket.socket | None = None

    def run(self) -> None:
        """Pass on until the browser closes our input."""
        threading.Thread(target=self._keep_connected, daemon=True).start()
        while (frame := _frame(self._said)) is not None:
            if connection := self._connection:
                try:
                    connection.sendall(frame)
                except OSError:
                    if self._connection is connection:
                        self._connection = None

    def _keep_connected(self) -> None:
        pause = SOONEST
        while True:
            with socket.socket(socket.AF_UNIX) as connection:
                try:
                    connection.connect(str(self._seat))
                    if uid_at(connection) == os.getuid():
                        pause = SOONEST
                        self._pass_on(connection)
                except OSError:
                    pass
                self._connection = None
            time.sleep(pause)
            pause = min(pause * 2, LATEST)

    def _pass_on(self, connection: socket.socket) -> None:
        """Have the extension tell everything again to a seat that knows nothing, then pass on what the seat says."""
        self._connection = connection
        self._tell(LENGTH.pack(len(AGAIN)) + AGAIN)
        with connection.makefile("rb") as stream:
            while (frame := _frame(stream)) is not None:
                self._tell(frame)

    def _tell(self, frame: bytes) -> None:
        with self._telling:
            self._told.write(frame)
            self._told.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    """Return the next whole frame, None at the end and where there is no protocol."""
    head = stream.read(LENGTH.size)
    try:
        (size,) = LENGTH.unpack(head)
    except struct.error:
        return None
    body = stream.read(size) if size <= LIMIT else b""
    return head + body if len(body) == size else None


def main(seat: Path) -> None:
    """Run for the browser that started this."""
    Host(seat, sys.stdin.buffer, sys.stdout.buffer).run()
