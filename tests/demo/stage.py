"""The stage: a private desktop, the customer's data on it in other people's programs, and hands to use them."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import time
from pathlib import Path

from tests.demo.crm import Box, Crm
from tests.demo.customer import Customer
from tests.demo.product import until
from tests.demo.reader import Reader
from tests.desktop.bed import Bed
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION

WIDTH, HEIGHT = 1600, 1000
FORM_AT = (1030, 60)
SECOND = "Harbor CRM, second window"
OPENBOX = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
<keyboard>
<keybind key="Print"><action name="Execute"><command>scrot {shots}/print-%s.png</command></action></keybind>
</keyboard>
<applications><application type="normal"><decor>yes</decor></application></applications>
</openbox_config>
"""
CHROMIUM = (
    "chromium",
    "--force-renderer-accessibility",
    "--password-store=basic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--window-position=0,0",
    f"--window-size=1000,{HEIGHT - 40}",
)


class Stage:
    """Opens the desktop and the programs; every method that acts does so as a person's hand would, by xdotool."""

    def __init__(self, folder: Path, pictures: Path, customer: Customer) -> None:
        self.folder = folder
        self.customer = customer
        self.crm = Crm(customer)
        self.shots = folder / "shots"
        self.shots.mkdir()
        self.bed = Bed(folder)
        self.reader = Reader(self.bed.environment, pictures)
        self._programs: list[subprocess.Popen[bytes]] = []
        self._covered: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """Return the agent's home folder."""
        return Path(self.bed.environment["HOME"])

    def open(self) -> None:
        """Bring the desktop up; the agent's programs come later."""
        config = self.home / ".config" / "openbox"
        config.mkdir(parents=True)
        (config / "rc.xml").write_text(OPENBOX.format(shots=self.shots))
        for name in ("Desktop", "Downloads"):
            (self.home / name).mkdir()
        self.bed.open(WIDTH, HEIGHT)
        self.bed.start(["picom", "--backend", "xrender", "--config", os.devnull])
        self.bed.start(["trayer", "--edge", "bottom", "--align", "right", "--width", "10", "--height", "28"])
        self.bed.start(["xsetroot", "-solid", "#8a97a3"])

    def open_programs(self) -> None:
        """Open browser and form, where they are not open; return once the page told its layout."""
        if not self._programs:
            self._open_browser()
            self._open_form()

    def close_programs(self) -> None:
        """Close browser and form."""
        for process in self._programs:
            self.bed.end(process)
        self._programs.clear()

    def _open_browser(self) -> None:
        """Open the CRM page in Chromium and learn where its fields are."""
        self.crm.told["/layout"] = None
        root = ("--no-sandbox",) if os.getuid() == 0 else ()
        command = [*CHROMIUM, *root, f"--user-data-dir={self.folder}/chromium", f"--app={self.crm.url}"]
        self._programs.append(self.bed.start(command))
        until(self._has_page, "the CRM page opens")
        until(self._knows_layout, "the CRM page tells its layout")

    def open_covered_browser(self) -> str:
        """Open the CRM page in a Chromium that tells assistive technology nothing and has the extension instead.

        Return its window, of the same size and with the same page as the first one.
        """
        profile = self.folder / "covered"
        write_host(profile / "NativeMessagingHosts", unpacked_id(EXTENSION))
        root = ("--no-sandbox",) if os.getuid() == 0 else ()
        told = [flag for flag in CHROMIUM if flag != "--force-renderer-accessibility"]
        loaded = (f"--load-extension={EXTENSION}", "--disable-features=DisableLoadExtensionCommandLineSwitch")
        command = [*told, *root, *loaded, f"--user-data-dir={profile}", f"--app={self.crm.url}?second"]
        self._covered = self.bed.start(command)
        return until(lambda: self.window(SECOND), "the CRM page opens in the covered browser")

    def close_covered_browser(self) -> None:
        """Close it again."""
        if self._covered:
            self.bed.end(self._covered)
            self._covered = None

    def open_beside(self, url: str, title: str) -> subprocess.Popen[bytes]:
        """Open another page in a Chromium of its own that tells assistive technology all; return once it shows."""
        root = ("--no-sandbox",) if os.getuid() == 0 else ()
        program = self.bed.start([*CHROMIUM, *root, f"--user-data-dir={self.folder}/beside", f"--app={url}"])
        until(lambda: self.window(title), f"{title} opens")
        return program

    def _open_form(self) -> None:
        """Open a GTK form with the same customer."""
        fields = {"Customer": self.customer.name, "Card number": self.customer.card, "SSN": self.customer.ssn}
        command = ["yad", "--form", "--title=Order form"]
        command += [f"--geometry=520x260+{FORM_AT[0]}+{FORM_AT[1]}", *(f"--field={name}" for name in fields)]
        form = self.bed.start([*command, *fields.values()], {"GDK_DPI_SCALE": "1.6"})
        self._programs.append(form)
        until(lambda: self.window("Order form"), "the GTK form opens")

    def window(self, title: str) -> str:
        """Return the id of a visible window by its title, "" without one."""
        found = self.do("search", "--onlyvisible", "--name", title, must=False).split()
        return found[-1] if found else ""

    def first_browser(self) -> str:
        """Return the window of the browser without the extension."""
        return self.window("^Harbor CRM$")

    def inside(self, window: str, box: Box) -> Box:
        """Return where a box of the screen is in the picture of a window."""
        told = subprocess.run(
            ("xwininfo", "-id", window),
            env=self.bed.environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
        x, y = (int(told.partition(f"Absolute upper-left {axis}:")[2].split()[0]) for axis in "XY")
        return box[0] - x, box[1] - y, box[2], box[3]

    def form_box(self) -> Box:
        """Return where the GTK form is on the screen."""
        return self.box_of("Order form")

    def box_of(self, title: str) -> Box:
        """Return where the visible window of that title is on the screen."""
        return self._geometry(self.window(title))

    def _geometry(self, window: str) -> Box:
        lines = self.do("getwindowgeometry", "--shell", window).splitlines()
        said = dict(line.split("=") for line in lines if "=" in line)
        return int(said["X"]), int(said["Y"]), int(said["WIDTH"]), int(said["HEIGHT"])

    def open_tray_menu(self) -> None:
        """Open the menu of the icon in the tray, which lies at the panel's right end."""
        x, y, width, height = self._geometry(self.do("search", "--class", "trayer").split()[-1])
        self.do("mousemove", str(x + width - height // 2), str(y + height // 2), "click", "3")
        self.pause(1.0)

    def click(self, box: Box, button: int = 1, times: int = 1, at: float = 0.3) -> None:
        """Click into a box, `at` of its width from the left."""
        x, y, width, height = box
        self.do("mousemove", str(round(x + width * at)), str(y + height // 2))
        self.do("click", "--repeat", str(times), "--delay", "40", str(button))

    def focus(self, field: str) -> None:
        """Click into a field of the CRM page and give the programs a moment, as a person would."""
        self.click(self.crm.box(field))
        self.pause()

    def keys(self, *chords: str) -> None:
        """Press chords one after the other."""
        self.do("key", "--delay", "30", *chords)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", "--delay", "30", text)

    def move(self) -> None:
        """Move the pointer a little: somebody is at the desk."""
        self.do("mousemove_relative", "--", "3", "1")

    def pause(self, seconds: float = 0.4) -> None:
        """Wait as long as a person's hand takes for the next step; never the proof of anything."""
        time.sleep(seconds)

    def put(self, selection: str, text: str) -> None:
        """Have xclip own a selection with `text`, as any program could."""
        subprocess.run(
            ["xclip", "-i", "-selection", selection.lower()],
            input=text.encode(),
            env=self.bed.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            check=True,
        )

    def run(self, *command: str, seconds: float = 30) -> int:
        """Run an attacker's program to its end and return its exit code."""
        return subprocess.run(
            command,
            env=self.bed.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        ).returncode

    def do(self, *arguments: str, must: bool = True) -> str:
        """Run xdotool and return what it printed."""
        done = subprocess.run(
            ("xdotool", *arguments), env=self.bed.environment, capture_output=True, text=True, timeout=20, check=must
        )
        return done.stdout

    def close(self) -> None:
        """End every program and the desktop."""
        self.crm.stop()
        self.bed.stop()

    def _has_page(self) -> str:
        self.move()  # somebody waits for it, and the seat is not to lock meanwhile
        return self.window("Harbor CRM")

    def _knows_layout(self) -> bool:
        self.do("mousemove", "500", "500")
        self.do("mousemove_relative", "5", "5")
        return self.crm.told["/layout"] is not None
