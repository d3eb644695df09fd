"""A viewer of a shared screen: RFB 3.8 (RFC 6143) as far as it takes to ask for some pixels and look at them."""

# SPDX-License-Identifier: Apache-2.0

import socket
import struct
from pathlib import Path

from workstation.facts.place import Rect

NO_SECURITY = 1
RAW = 0
LITTLE_ENDIAN_RGB = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


class Viewer:
    """Connected to a server's Unix socket; each question is answered with the pixels of that moment."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(20)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._socket.sendall(self._read(12))
        offered = self._read(self._read(1)[0])
        assert NO_SECURITY in offered
        self._socket.sendall(bytes([NO_SECURITY]))
        assert self._read(4) == bytes(4)
        self._socket.sendall(b"\x01")
        (name,) = struct.unpack(">20xI", self._read(24))
        self._read(name)
        self._socket.sendall(b"\0\0\0\0" + LITTLE_ENDIAN_RGB)
        self._socket.sendall(struct.pack(">BxHi", 2, 1, RAW))

    def colours(self, rect: Rect) -> set[int]:
        """Return the colours that the server shows inside `rect`, as 0xRRGGBB."""
        self._socket.sendall(struct.pack(">BBHHHH", 3, 0, rect.x, rect.y, rect.width, rect.height))
        found: set[int] = set()
        missing = rect.width * rect.height
        while missing > 0:
            kind, count = struct.unpack(">BxH", self._read(4))
            assert kind == 0
            for _ in range(count):
                _, _, width, height, encoding = struct.unpack(">HHHHi", self._read(12))
                assert encoding == RAW
                pixels = self._read(width * height * 4)
                found.update(value & 0xFFFFFF for (value,) in struct.iter_unpack("<I", pixels))
                missing -= width * height
        return found

    def close(self) -> None:
        self._socket.close()

    def _read(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            more = self._socket.recv(size - len(read))
            assert more, "the server hung up"
            read += more
        return read
