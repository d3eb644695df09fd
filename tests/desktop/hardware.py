"""An X server with a mouse and a keyboard that a test moves as a driver does: Xorg, dummy and inputtest drivers."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
import struct
from pathlib import Path

from tests.desktop import outputs
from tests.desktop.bed import Bed, eventually

DRIVER = Path("/usr/lib/xorg/modules/input/inputtest_drv.so")
MOUSE, KEYBOARD = "Acme mouse", "Acme keyboard"
CONFIGURATION = """
Section "Device"
  Identifier "device"
  Driver "dummy"
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  DefaultDepth 24
EndSection
Section "InputDevice"
  Identifier "{mouse}"
  Driver "inputtest"
  Option "SocketPath" "{folder}/mouse"
  Option "DeviceType" "Pointer"
EndSection
Section "InputDevice"
  Identifier "{keyboard}"
  Driver "inputtest"
  Option "SocketPath" "{folder}/keyboard"
  Option "DeviceType" "Keyboard"
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  InputDevice "{mouse}" "CorePointer"
  InputDevice "{keyboard}" "CoreKeyboard"
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
EndSection
"""
HEADER = struct.Struct("=II")
VERSION, SYNC, MOTION, BUTTON, KEY = 0, 1, 2, 4, 5
VALUATORS = 64
LETTER = 38


def why_not() -> str | None:
    """Say why this machine has no such server, None where it has."""
    return outputs.why_not() or (None if DRIVER.exists() else "needs Xorg's inputtest driver")


class Driver:
    """The other end of one inputtest device."""

    def __init__(self, path: Path) -> None:
        eventually(path.exists, f"the server opens {path.name}")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._ask(VERSION, struct.pack("=HH", 1, 1))

    def move(self, x: int, y: int) -> None:
        """Move by `x`, `y`; return once the server took it."""
        moved = [float(x), float(y), *[0.0] * (2 * VALUATORS - 2)]
        self._send(MOTION, struct.pack("=I4xI8s4x", 0, 0, b"\3") + struct.pack(f"={2 * VALUATORS}d", *moved))
        self._ask(SYNC)

    def click(self) -> None:
        """Press the first button and let it go; return once the server took it."""
        for is_pressed in (1, 0):
            nowhere = struct.pack(f"=I8s4x{2 * VALUATORS}d", 0, b"\0", *[0.0] * (2 * VALUATORS))
            self._send(BUTTON, struct.pack("=iiI4x", 0, 1, is_pressed) + nowhere)
        self._ask(SYNC)

    def type(self) -> None:
        """Press a key and let it go; return once the server took it."""
        for is_pressed in (1, 0):
            self._send(KEY, struct.pack("=iI", LETTER, is_pressed))
        self._ask(SYNC)

    def close(self) -> None:
        self._socket.close()

    def _ask(self, kind: int, body: bytes = b"") -> None:
        self._send(kind, body)
        assert self._socket.recv(64)

    def _send(self, kind: int, body: bytes) -> None:
        self._socket.sendall(HEADER.pack(HEADER.size + len(body), kind) + body)


class Hardware:
    """The server, and the drivers of its mouse and its keyboard."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        configuration = folder / "xorg.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, mouse=MOUSE, keyboard=KEYBOARD))
        read, write = os.pipe()
        quiet = ["-nolisten", "tcp", "-noreset", "-novtswitch", "-sharevts", "-logfile", str(folder / "log")]
        self._bed = bed
        self._server = bed.start(
            ["Xorg", "-displayfd", str(write), "-config", str(configuration), *quiet], keep=(write,)
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.mouse, self.keyboard = Driver(folder / "mouse"), Driver(folder / "keyboard")

    def close(self) -> None:
        self.mouse.close()
        self.keyboard.close()
        self._bed.end(self._server)
