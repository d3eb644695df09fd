"""The line of call recorders to the keeper: what they are to do, and what is said of them."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.messages import (
    VERSION,
    Beat,
    Farewell,
    FromKeeper,
    Hello,
    Message,
    RecorderConfirmed,
    RecorderTold,
)

Word = Literal["paused", "resumed"]
SAID_EVERY = 1.0
SILENT_AFTER = 5.0
AGAIN_AFTER = 0.5


class RecorderLine:
    """Keeps one connection to the keeper, through its restarts. `run` is its thread; all else is for any thread."""

    def __init__(self, socket: Path, slot: int) -> None:
        self._socket = socket
        self._hello = Hello(version=VERSION, role="recorder", slot=slot)
        self._sending = threading.Lock()
        self._client: Client | None = None
        self._changed = threading.Condition()
        self._word: Word | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Hear the keeper until `stop`; look for a lost one again."""
        while not self._stopped.is_set():
            with suppress(LinkError), closing(Client.connect(self._socket, self._hello, FromKeeper)) as client:
                self._client = client
                self._receive(client)
            self._client = None
            self._tell(None)
            self._stopped.wait(AGAIN_AFTER)

    def stop(self) -> None:
        """End `run` and every `words`."""
        self._stopped.set()

    def words(self) -> Iterator[Word]:
        """Yield what recorders are to be: at once, at every change, and once a second; end where no keeper says it."""
        word: Word | None = None
        while (word := self._next(word)) is not None:
            yield word

    def confirm(self, word: Word) -> None:
        """Tell the keeper that a recorder is `word`; raise LinkError where there is none."""
        self._say(RecorderConfirmed(paused=word == "paused"))

    def _receive(self, client: Client) -> None:
        silent = 0.0
        while not self._stopped.is_set() and silent < SILENT_AFTER:
            message = client.receive(SAID_EVERY)
            silent = silent + SAID_EVERY if message is None else 0.0
            match message:
                case RecorderTold(paused=paused):
                    self._tell("paused" if paused else "resumed")
                case Farewell():
                    return
                case Beat() | None:
                    self._say(Beat())

    def _next(self, known: Word | None) -> Word | None:
        with self._changed:
            self._changed.wait_for(lambda: self._word != known, SAID_EVERY)
            return None if self._stopped.is_set() else self._word

    def _tell(self, word: Word | None) -> None:
        with self._changed:
            self._word = word
            self._changed.notify_all()

    def _say(self, message: Message) -> None:
        client = self._client
        if client is None:
            raise LinkError("the keeper does not answer")
        with self._sending:
            client.send(message)
