"""What adapters say and are told: when calls begin and end (CTI), and when call recorders pause."""

# SPDX-License-Identifier: Apache-2.0

import hmac
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from itertools import chain
from threading import BoundedSemaphore
from typing import Protocol

from workstation.errors import LinkError
from workstation.link.recorderline import Word

CALLS = {"/call/start": True, "/call/end": False}
RECORDING = "/recording"
CONFIRMED: dict[str, Word] = {f"{RECORDING}/paused": "paused", f"{RECORDING}/resumed": "resumed"}
RECORDERS_AT_MOST = 8


class Recorders(Protocol):
    """What the keeper says to call recorders and is told of them; from any thread."""

    def words(self) -> Iterator[Word]:
        """Yield what they are to be: at once, at every change, and once a second; end where no keeper says it."""

    def confirm(self, word: Word) -> None:
        """Tell the keeper that one is `word`; raise LinkError where it does not answer."""


class CallAdapters:
    """Hears whoever has the token. What does not hold is answered by 503, not by a promise. From any thread.

    `say` returns once a call's state holds, and raises LinkError where it does not.
    """

    def __init__(self, token: str, say: Callable[[bool], None], recorders: Recorders) -> None:
        self._token = token
        self._say = say
        self._recorders = recorders
        self._room = BoundedSemaphore(RECORDERS_AT_MOST)

    def refusal(self, authorization: str, *, has_origin: bool) -> HTTPStatus | None:
        """Return why nothing is said to this one; a web page, which says its origin, is refused even with the token."""
        if not hmac.compare_digest(authorization.encode(), f"Bearer {self._token}".encode()):
            return HTTPStatus.UNAUTHORIZED
        return HTTPStatus.FORBIDDEN if has_origin else None

    def take(self, path: str) -> HTTPStatus:
        """Pass on what an adapter says."""
        try:
            if path in CALLS:
                self._say(CALLS[path])
            elif path in CONFIRMED:
                self._recorders.confirm(CONFIRMED[path])
            else:
                return HTTPStatus.NOT_FOUND
        except LinkError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.NO_CONTENT

    def tell(self, begin: Callable[[], None], say: Callable[[Word], None]) -> None:
        """Say every word to an adapter, after `begin`, until the keeper is gone; OSError where the adapter is.

        Raise LinkError where there is nothing to say, or no room for one more. When an adapter has left, nobody vouches
        for its recorder, and the keeper is told so.
        """
        words = self._recorders.words()
        first = next(words, None)
        if first is None or not self._room.acquire(blocking=False):
            raise LinkError("no keeper says a word, or too many adapters hear it already")
        try:
            begin()
            for word in chain((first,), words):
                say(word)
        finally:
            self._room.release()
            with suppress(LinkError):
                self._recorders.confirm("resumed")
