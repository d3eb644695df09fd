"""A shield's line to the keeper: kept up in a thread, found again when it breaks."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello, Message, Welcome

SILENT_AFTER = 5.0
LISTEN = 0.5
AGAIN_AFTER = 0.25


@dataclass(frozen=True, slots=True)
class LineBroken:
    """The keeper is gone or silent. `refused` where it was there and cut us off before a welcome."""

    refused: bool


Heard = Callable[[Message | LineBroken], None]


class KeeperLine:
    """Hands on what the keeper says, and every break of the line, from its own thread. One other thread may `say`."""

    def __init__(self, path: Path, slot: int, heard: Heard) -> None:
        self._path = path
        self._hello = Hello(version=VERSION, role="shield", slot=slot)
        self._heard = heard
        self._client: Client | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="keeper-line", daemon=True)

    def start(self) -> None:
        """Look for the keeper from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End the connection and the thread."""
        self._stopped.set()
        client = self._client
        if client is not None:
            client.close()
        self._thread.join(SILENT_AFTER)

    def say(self, message: Message) -> None:
        """Send `message`; without a keeper it is dropped: a new keeper is told everything anew after its welcome."""
        client = self._client
        if client is not None:
            with suppress(LinkError):
                client.send(message)

    def _keep_up(self) -> None:
        while not self._stopped.is_set():
            refused = False
            try:
                client = self._client = Client.connect(self._path, self._hello, FromKeeper)
            except LinkError:
                pass
            else:
                refused = self._converse(client)
            self._heard(LineBroken(refused=refused))
            self._stopped.wait(AGAIN_AFTER)

    def _converse(self, client: Client) -> bool:
        """Receive until the line breaks; return whether that was before a welcome, by the keeper's own will."""
        welcomed = silent = False
        last_heard = monotonic()
        try:
            while not silent:
                message = client.receive(LISTEN)
                if message is not None:
                    last_heard = monotonic()
                    welcomed = welcomed or isinstance(message, Welcome)
                    self._heard(message)
                silent = monotonic() - last_heard > SILENT_AFTER
        except LinkError:
            return not welcomed
        finally:
            self._client = None
            client.close()
        return False
