"""An X server with several outputs that can be plugged and unplugged: Xorg with its dummy driver."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import subprocess
from pathlib import Path

from tests.desktop.bed import Bed, eventually

DRIVER = Path("/usr/lib/xorg/modules/drivers/dummy_drv.so")
PACKAGES = "xserver-xorg-core xserver-xorg-video-dummy"
FIRST, SECOND = "DUMMY0", "DUMMY1"
MODE = "1280x900"
CONFIGURATION = """
Section "Device"
  Identifier "device"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0-1000.0
  VertRefresh 5.0-200.0
  Modeline "1280x900" 100 1280 1300 1400 1500 900 910 920 930
  Modeline "1000x700" 60 1000 1010 1020 1030 700 710 720 730
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "1280x900" "1000x700"
  EndSubSection
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
EndSection
"""


def why_not() -> str | None:
    """Say why this machine has no such server, None where it has."""
    if os.geteuid() != 0:
        return "only root starts Xorg"
    if shutil.which("Xorg") is None or not DRIVER.exists():
        return f"needs: apt-get install {PACKAGES}"
    return None


class Outputs:
    """The server, its window manager, and a second output right of the first while it is plugged in."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        configuration = folder / "xorg.conf"
        configuration.write_text(CONFIGURATION)
        read, write = os.pipe()
        quiet = ["-nolisten", "tcp", "-noreset", "-novtswitch", "-sharevts", "-logfile", str(folder / "log")]
        server = ["Xorg", "-displayfd", str(write), "-config", str(configuration), *quiet]
        self._bed = bed
        self._running = [bed.start(server, keep=(write,))]
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self._running.append(bed.start(["openbox"], {"DISPLAY": self.display}))
        self.xrandr("--addmode", SECOND, MODE)

    def plug(self) -> None:
        self.xrandr("--output", SECOND, "--mode", MODE, "--right-of", FIRST)

    def unplug(self) -> None:
        self.xrandr("--output", SECOND, "--off", "--fb", MODE)

    def choose(self, mode: str) -> None:
        """Give the first output another mode."""
        self.xrandr("--output", FIRST, "--mode", mode)

    def xrandr(self, *options: str) -> None:
        subprocess.run(["xrandr", "--display", self.display, *options], check=True)

    def has_manager(self) -> bool:
        asked = ["xprop", "-display", self.display, "-root", "_NET_SUPPORTING_WM_CHECK"]
        return b"window id" in subprocess.run(asked, capture_output=True, check=False).stdout

    def close(self) -> None:
        for process in reversed(self._running):
            self._bed.end(process)


def opened(bed: Bed, folder: Path) -> Outputs:
    """Return the outputs once a window manager serves them."""
    made = Outputs(bed, folder)
    eventually(made.has_manager, "openbox manages the outputs")
    return made
