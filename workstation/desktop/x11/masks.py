"""The masks: one click-through window over the desktop, painted by the server, cut to the hidden pixels."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.markers import IsShield, runs_shield
from workstation.desktop.x11.maskpaint import COLOURS
from workstation.desktop.x11.maskproof import MaskProof
from workstation.desktop.x11.maskwindow import MaskWindow
from workstation.facts.place import Cover, Mark
from workstation.seat.ports import Post


class Masks:
    """Covers pixels. `show` returns once the server was told; the window goes with the connection, however it ends.

    Where another program will not let the window be, the sensor fails.
    """

    def __init__(self, post: Post, is_shield: IsShield = runs_shield) -> None:
        connection = Connection()
        self._loop = Loop("masks", connection, post)
        self._window = MaskWindow(connection, is_shield)
        self._proof = MaskProof(COLOURS, self._is_bare, self._put_back, post)

    def start(self) -> None:
        """Begin to keep the masks above every ordinary window."""
        self._loop.start(self._window)
        self._proof.start()

    def stop(self) -> None:
        """Uncover everything."""
        self._proof.stop()
        self._loop.stop()

    def show(self, marks: Sequence[Mark]) -> None:
        """Cover exactly the hidden pixels of `marks`; raise DesktopError where that is not possible."""
        self._loop.ask(lambda: self._window.show(marks))
        self._proof.expect(marks=marks)

    def cover(self, covers: Sequence[Cover]) -> None:
        """Cover exactly the hidden pixels of `covers` as well; raise DesktopError where that is not possible."""
        self._loop.ask(lambda: self._window.cover(covers))
        self._proof.expect(covers=covers)

    def _is_bare(self) -> bool:
        return self._loop.ask(self._window.is_bare)

    def _put_back(self) -> None:
        self._loop.ask(self._window.put_back)
