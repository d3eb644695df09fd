"""The prompt's line to the keeper: kept up in a thread, found again when it breaks."""

# SPDX-License-Identifier: Apache-2.0

import select
import socket
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello, Message

SILENT_AFTER = 5.0
AGAIN_AFTER = 0.25


class PromptLink(QObject):
    """Emits what the keeper says. Both signals come from the link's thread: connect them to slots of a QObject."""

    heard = Signal(object)
    lost = Signal()

    def __init__(self, path: Path, slot: int) -> None:
        super().__init__()
        self._path = path
        self._hello = Hello(version=VERSION, role="prompt", slot=slot)
        self._client: Client | None = None
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._keep_up, name="prompt-link")

    def start(self) -> None:
        """Look for the keeper from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the connection; returns when both are gone."""
        self._wake.close()
        self._thread.join()
        self._woken.close()

    def say(self, message: Message) -> None:
        """Send `message`; without a keeper it is dropped, and `lost` has said so."""
        client = self._client
        if client is None:
            return
        try:
            client.send(message)
        except LinkError:
            return  # the receiving thread meets the same broken connection, and tells it

    def _keep_up(self) -> None:
        while True:
            try:
                if self._converse():
                    return
            except LinkError:
                self.lost.emit()
            if _readable(self._woken, within=AGAIN_AFTER):
                return

    def _converse(self) -> bool:
        """Receive until `stop`; raise LinkError when the keeper is gone or silent."""
        client = Client.connect(self._path, self._hello, FromKeeper)
        self._client = client
        try:
            while self._woken not in (ready := _readable(self._woken, client, within=SILENT_AFTER)):
                if not ready:
                    raise LinkError("the keeper is silent")
                while (message := client.receive(0)) is not None:
                    self.heard.emit(message)
            return True
        finally:
            self._client = None
            client.close()


def _readable(*sources: socket.socket | Client, within: float) -> list[socket.socket | Client]:
    return select.select(sources, (), (), within)[0]
