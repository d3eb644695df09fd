"""Whether the screen is dark: by the server's own saver, or because somebody had the monitors switched off (DPMS)."""

# SPDX-License-Identifier: Apache-2.0

import logging
from datetime import UTC, datetime

import xcffib.screensaver

from workstation.desktop.x11.connection import Connection, Event
from workstation.errors import DesktopError
from workstation.facts.observations import ScreenTurnedOff
from workstation.seat.ports import Post

log = logging.getLogger(__name__)


class ScreenOff:
    """Posts ScreenTurnedOff, over the connection of the calling thread; nothing polls.

    The server tells its saver's state for DPMS as well. One without that extension tells nothing.
    """

    def __init__(self, connection: Connection, post: Post) -> None:
        self._post = post
        try:
            saver = connection.extension(xcffib.screensaver.key, "MIT-SCREEN-SAVER")
        except DesktopError as error:
            log.warning("a screen that turns off locks nothing: %s", error)
            return
        saver.SelectInput(connection.root, xcffib.screensaver.Event.NotifyMask)

    def handle(self, event: Event) -> None:
        """Tell of a screen that went dark."""
        if isinstance(event, xcffib.screensaver.NotifyEvent) and event.state == xcffib.screensaver.State.On:
            self._post(ScreenTurnedOff(at=datetime.now(UTC)))
