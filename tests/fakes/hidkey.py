"""A security key in memory behind the library's own HID framing (CTAP 2.1 §11.2): packets of 64 bytes to and fro."""

# SPDX-License-Identifier: Apache-2.0

import struct
from collections import deque

from fido2.ctap import STATUS, CtapError
from fido2.hid import CTAPHID, TYPE_INIT, CtapHidDevice
from fido2.hid.base import CtapHidConnection, HidDescriptor

from tests.fakes.securitykey import FakeSecurityKey

PACKET, CHANNEL = 64, 0x01020304


def behind_hid(key: FakeSecurityKey) -> CtapHidDevice:
    """Return the key as it is found when it is plugged in."""
    told = HidDescriptor("/dev/hidraw0", 0x1050, 0x0407, PACKET, PACKET, "Key in memory", None)
    return CtapHidDevice(told, _Wire(key))


class _Wire(CtapHidConnection):
    """Puts packets together, has the key answer, and takes the answer apart."""

    def __init__(self, key: FakeSecurityKey) -> None:
        self._key = key
        self._command, self._length, self._said = 0, 0, b""
        self._answers: deque[bytes] = deque()

    def write_packet(self, data: bytes) -> None:
        channel, first = struct.unpack_from(">IB", data)
        if first & TYPE_INIT:
            self._command, (self._length,) = first & ~TYPE_INIT, struct.unpack_from(">H", data, 5)
            self._said = data[7:]
        else:
            self._said += data[5:]
        if len(self._said) >= self._length:
            self._answer(channel, self._said[: self._length])

    def read_packet(self) -> bytes:
        return self._answers.popleft()

    def close(self) -> None:
        self._answers.clear()

    def _answer(self, channel: int, said: bytes) -> None:
        if self._command == CTAPHID.INIT:
            versions = struct.pack(">IBBBBB", CHANNEL, 2, 1, 0, 0, self._key.capabilities)
            self._send(channel, CTAPHID.INIT, said + versions)
            return

        def wait(status: STATUS) -> None:
            self._send(channel, CTAPHID.KEEPALIVE, bytes([status]))

        try:
            self._send(channel, self._command, self._key.call(self._command, said, None, wait))
        except CtapError as error:
            self._send(channel, CTAPHID.ERROR, bytes([error.code]))

    def _send(self, channel: int, command: int, answer: bytes) -> None:
        head = struct.pack(">IBH", channel, TYPE_INIT | command, len(answer))
        number, rest = 0, answer
        while True:
            room = PACKET - len(head)
            self._answers.append((head + rest[:room]).ljust(PACKET, b"\0"))
            rest = rest[room:]
            if not rest:
                return
            head, number = struct.pack(">IB", channel, number), number + 1
