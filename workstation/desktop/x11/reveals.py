"""Clicks on masks: with the policy's modifier they say that the agent wants to see, and reach no program."""

# SPDX-License-Identifier: Apache-2.0

import logging
from datetime import UTC, datetime

import xcffib.xinput

from workstation.desktop.x11.chords import modifier_masks
from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.keygrabs import FIXED_POINT, KeyGrabs
from workstation.desktop.x11.keymap import ALT, CONTROL, SHIFT, SUPER
from workstation.desktop.x11.loop import Loop
from workstation.errors import DesktopError
from workstation.facts.actions import Modifier
from workstation.facts.observations import RevealAsked
from workstation.facts.place import Mark
from workstation.seat.ports import Post

REARM_EVERY = 1.0
BUTTON = 1
MODIFIERS: dict[Modifier, int] = {"ctrl": CONTROL, "alt": ALT, "shift": SHIFT, "super": SUPER}
log = logging.getLogger(__name__)


class Reveals:
    """The hand that takes clicks on masks, since masks let every click through."""

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._offering = Offering(connection, post)
        self._loop = Loop("reveals", connection, post, every=REARM_EVERY)

    def start(self) -> None:
        """Begin to serve."""
        self._loop.start(self._offering)

    def stop(self) -> None:
        """Let everything go."""
        self._loop.stop()

    def offer(self, marks: tuple[Mark, ...], modifier: Modifier) -> None:
        """Take clicks with `modifier` on `marks`; without marks no button is held."""
        self._loop.ask(lambda: self._offering.offer(marks, modifier))


class Offering:
    """What is offered now; lives in the loop's thread.

    Grabs are made anew every second, so that a program that grabs the same button after us does not stay before us.
    Where another holds it in our way nothing can be revealed, which is closed, and is tried again. A click elsewhere is
    replayed to programs and window managers, but for bindings on the root window itself, which X skips then.
    """

    def __init__(self, connection: Connection, post: Post) -> None:
        self._connection = connection
        self._post = post
        self._grabs = KeyGrabs(connection)
        self._marks: tuple[Mark, ...] = ()
        self._held: tuple[int, ...] = ()

    def offer(self, marks: tuple[Mark, ...], modifier: Modifier) -> None:
        """Hold the button while there is something to click on."""
        wanted = modifier_masks(MODIFIERS[modifier]) if marks else ()
        self._marks = marks
        if wanted != self._held:
            self._free()
            self._held = wanted
            self._hold()

    def handle(self, event: Event) -> None:
        """Decide on a click that waits."""
        if isinstance(event, xcffib.xinput.ButtonPressEvent):
            self._clicked(event)

    def beat(self) -> None:
        """Put our grab before those that others made meanwhile."""
        self._hold()

    def _hold(self) -> None:
        if not self._held:
            return
        try:
            self._grabs.hold_button(BUTTON, self._held)
        except DesktopError as error:
            log.warning("masks cannot be clicked: %s", error)

    def _free(self) -> None:
        if self._held:
            self._grabs.free_button(BUTTON, self._held)
            self._connection.flush()

    def _clicked(self, press: Event) -> None:
        x, y = press.root_x >> FIXED_POINT, press.root_y >> FIXED_POINT
        mark = next((mark for mark in self._marks if any(rect.contains(x, y) for rect in mark.hidden)), None)
        if mark is None:
            self._grabs.replay(press)
            return
        self._grabs.swallow(press)
        self._post(RevealAsked(at=datetime.now(UTC), mark=mark))
