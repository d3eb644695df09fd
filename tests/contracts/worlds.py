"""What surrounds a desktop under the contract: a person and programs, real or played."""

# SPDX-License-Identifier: Apache-2.0

import re
import shutil
import subprocess
from abc import ABC, abstractmethod
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from tests.desktop.bed import Bed, eventually
from tests.desktop.picture import written
from tests.desktop.screen import Screen
from tests.desktop.sink import Sink, xdotool
from tests.fakes.browsers import FakeBrowsers
from tests.fakes.desktop import FakeDesktop
from workstation.desktop.x11.desktop import X11Desktop
from workstation.detect.labels import label_class
from workstation.detect.scanner import Scanner
from workstation.facts.observations import Selection
from workstation.facts.place import Cover, Mark, Place, Program, Rect, ShownWindow
from workstation.seat.ports import Desktop

COPIER = Program(name="xclip", path="/usr/bin/xclip", pid=1)
READER = Program(name="scrot", path="/usr/bin/scrot", pid=2)
RECORDER = Program(name="peek", path="/usr/bin/peek", pid=3)
MASKED = Rect(700, 700, 100, 30)
COVER = Cover(name="Panel", why="policy", hidden=(MASKED,))
WINDOW = ShownWindow(
    application="xterm",
    place=Place(executable="/usr/bin/xterm", window_class="Viewer", title="Remote"),
    rect=Rect(20, 400, 200, 100),
    visible=(Rect(20, 400, 200, 100),),
    has_focus=True,
)
MARK = Mark(application="any", data_class="card_number", hidden=(MASKED,))


class World(ABC):
    """One desktop and everything around it."""

    desktop: Desktop
    is_played = False

    @abstractmethod
    def copy(self, text: str, selection: Selection) -> None:
        """Have the program `COPIER.name` copy."""

    @abstractmethod
    def copy_picture(self, text: str, selection: Selection) -> None:
        """Have it copy a picture in which `text` is written."""

    @abstractmethod
    def paste(self, selection: Selection) -> str:
        """Return what a program gets that pastes."""

    @abstractmethod
    def press(self, chord: str) -> bool:
        """Press a chord (Ctrl+C, Print) and return whether it reached the window with the focus."""

    @abstractmethod
    def click(self, button: int, x: int, y: int) -> bool:
        """Click and return whether it reached the window below."""

    @abstractmethod
    def read_screen(self) -> None:
        """Have the program `READER.name` take a picture."""

    @abstractmethod
    def open_window(self) -> None:
        """Have a program show a window like `WINDOW`."""

    @abstractmethod
    def close_window(self) -> None:
        """Have that window go."""

    @abstractmethod
    def connect_recorder(self, recorder: Program = RECORDER) -> None:
        """Have a program of this name start, and read nothing yet."""

    @abstractmethod
    def end_recorder(self) -> None:
        """Have it end."""

    @abstractmethod
    def leave_alone(self, idle: timedelta) -> None:
        """Touch nothing for `idle`."""

    @abstractmethod
    def touch(self) -> None:
        """Move the pointer."""

    @abstractmethod
    def is_masked(self) -> bool:
        """Say whether `MASKED` is covered."""

    @abstractmethod
    def close(self) -> None:
        """End everything."""


class PlayedWorld(World):
    """Programs that a test plays, before a desktop in memory."""

    is_played = True

    def __init__(self) -> None:
        self.desktop: FakeDesktop = FakeDesktop(Scanner())

    def copy(self, text: str, selection: Selection) -> None:
        self.desktop.copies(COPIER, selection, text)

    def copy_picture(self, text: str, selection: Selection) -> None:
        self.desktop.copies_picture(COPIER, selection, text)

    def paste(self, selection: Selection) -> str:
        return self.desktop.pasted(selection, COPIER.path)

    def press(self, chord: str) -> bool:
        return self.desktop.presses(chord)

    def click(self, button: int, x: int, y: int) -> bool:
        return self.desktop.clicks(button, x, y)

    def read_screen(self) -> None:
        self.desktop.reads_pixels(READER)

    def open_window(self) -> None:
        self.desktop.opens(WINDOW)

    def close_window(self) -> None:
        self.desktop.closes(WINDOW)

    def connect_recorder(self, recorder: Program = RECORDER) -> None:
        self.desktop.connects(recorder)

    def end_recorder(self) -> None:
        self.desktop.leaves(RECORDER)

    def leave_alone(self, idle: timedelta) -> None:
        self.desktop.is_left_alone(idle)

    def touch(self) -> None:
        self.desktop.is_touched()

    def is_masked(self) -> bool:
        hidden = [mark.hidden for mark in self.desktop.marks] + [cover.hidden for cover in self.desktop.covers]
        return any(MASKED in parts for parts in hidden)

    def close(self) -> None:
        """Nothing is left of what was played."""


class X11World(World):
    """Real programs in the bed, before the desktop that the product uses."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self._bed = bed
        self._folder = folder
        self._ending = ExitStack()
        self._screen = self._ending.enter_context(Screen())
        self._window: subprocess.Popen[bytes]
        self._recorder: subprocess.Popen[bytes]
        self._sink = Sink()
        self._ending.callback(self._sink.close)
        self._unmasked = self._seen()
        self.desktop = X11Desktop(Scanner(), label_class, FakeBrowsers())

    def copy(self, text: str, selection: Selection) -> None:
        file = self._folder / "copied"
        file.write_text(text)
        process = self._bed.start(["xclip", "-quiet", "-i", "-selection", selection.lower(), str(file)])
        self._ending.callback(self._bed.end, process)

    def copy_picture(self, text: str, selection: Selection) -> None:
        file = str(written(text, self._folder / "picture.png"))
        command = ["xclip", "-quiet", "-i", "-selection", selection.lower(), "-t", "image/png", file]
        self._ending.callback(self._bed.end, self._bed.start(command))

    def paste(self, selection: Selection) -> str:
        command = ["xclip", "-o", "-selection", selection.lower()]
        asked = subprocess.run(command, env=self._bed.environment, check=False, capture_output=True, timeout=60)
        return asked.stdout.decode()

    def press(self, chord: str) -> bool:
        modifiers = chord.count("+")
        xdotool("key", re.sub(r"\b[A-Z]\b|Ctrl", lambda key: key[0].lower(), chord))
        return len(self._sink.reached()) > modifiers

    def click(self, button: int, x: int, y: int) -> bool:
        xdotool("mousemove", str(x), str(y), "click", str(button))
        xdotool("click", "1")
        reached: list[int] = []

        def first_button_came() -> bool:
            reached.extend(self._sink.reached())
            return 1 in reached

        eventually(first_button_came, "the first button always reaches the window")
        return button in reached

    def read_screen(self) -> None:
        command = ["scrot", "--overwrite", "picture.png"]
        subprocess.run(command, env=self._bed.environment, cwd=self._folder, check=True, timeout=60)

    def open_window(self) -> None:
        command = ["xterm", "-class", "Viewer", "-T", "Remote", "-geometry", "30x6+20+400", "-e", "sleep", "1000"]
        self._window = self._bed.start(command)
        self._ending.callback(self._bed.end, self._window)

    def close_window(self) -> None:
        self._bed.end(self._window)

    def connect_recorder(self, recorder: Program = RECORDER) -> None:
        program = self._folder / recorder.name
        shutil.copy("/usr/bin/xclock", program)
        self._recorder = self._bed.start([str(program)])
        self._ending.callback(self._bed.end, self._recorder)

    def end_recorder(self) -> None:
        self._bed.end(self._recorder)

    def leave_alone(self, idle: timedelta) -> None:
        """Nothing has to be done for time to pass."""

    def touch(self) -> None:
        xdotool("mousemove_relative", "1", "1")

    def is_masked(self) -> bool:
        return self._seen() != self._unmasked

    def close(self) -> None:
        self._ending.close()

    def _seen(self) -> int:
        return self._screen.pixel(MASKED.x + 2, MASKED.y + 2)
