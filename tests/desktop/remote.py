"""Another machine's screen, and a viewer of it in the bed: a display of its own, served by x11vnc over a socket."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from pathlib import Path

from tests.desktop.bed import Bed, eventually


class Remote:
    """A screen of one colour, seen through a viewer that tells assistive technology nothing of it."""

    def __init__(self, bed: Bed, folder: Path, colour: str) -> None:
        self._bed = bed
        read, write = os.pipe()
        size = ["-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
        self._running = [bed.start(["Xvfb", "-displayfd", str(write), *size], keep=(write,))]
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        subprocess.run(["xsetroot", "-display", display, "-solid", colour], check=True)
        socket = folder / "vnc"
        server = [
            "x11vnc",
            "-display",
            display,
            "-unixsock",
            str(socket),
            "-rfbport",
            "0",
            "-forever",
            "-nopw",
            "-nocursor",
        ]
        self._running.append(bed.start(server))
        eventually(socket.exists, "the screen is served")
        self._running.append(bed.start(["xtigervncviewer", "-Shared", "-RemoteResize=0", str(socket)]))

    def close(self) -> None:
        for process in reversed(self._running):
            self._bed.end(process)
