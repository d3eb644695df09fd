"""What a seized selection gives to who asks for it: nothing, or a text, to all programs or to some."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase

import xcffib
import xcffib.xproto
from xcffib.xproto import Atom, PropMode

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, Event

SERVED = ("UTF8_STRING", "STRING", "TEXT", "text/plain", "text/plain;charset=utf-8")
KEEP_OUT = "x-kde-passwordManagerHint"
KEEPS_OUT = b"secret"
"""What password managers tell clipboard managers by, so that these keep it out of their history."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A text, for programs whose executable one of `into` matches; for every program where that is None."""

    text: str = ""
    into: tuple[str, ...] | None = None


NOTHING = Offer()


class Serving:
    """Answers requests for the selections that are ours; lives in the loop's thread."""

    def __init__(self, connection: Connection, clients: Clients) -> None:
        self._core = connection.core
        self._clients = clients
        self._targets = connection.atom("TARGETS")
        self._served = [connection.atom(name) for name in SERVED]
        self._keep_out = connection.atom(KEEP_OUT)
        self._latin = connection.atom("STRING")
        self._offers: dict[int, Offer] = {}

    def offer(self, atom: int, offer: Offer) -> None:
        """Serve `offer` for the selection `atom` from now on."""
        self._offers[atom] = offer

    def forget(self, atom: int) -> None:
        """Keep nothing of the selection `atom`: it is another's."""
        self._offers.pop(atom, None)

    def forget_all(self) -> None:
        """Serve nothing of anything from now on."""
        self._offers.clear()

    def serve(self, request: Event) -> None:
        """Answer with the text in the form that was asked for, with an empty one where it is not for that program."""
        answered = request.property or request.target
        if request.target == self._targets:
            self._put(request.requestor, answered, Atom.ATOM, 32, [self._targets, *self._served, self._keep_out])
        elif request.target == self._keep_out:
            self._put(request.requestor, answered, self._keep_out, 8, KEEPS_OUT)
        elif request.target in self._served:
            self._put(request.requestor, answered, request.target, 8, self._text(request))
        else:
            answered = xcffib.NONE
        notify = xcffib.xproto.SelectionNotifyEvent.synthetic(
            request.time, request.requestor, request.selection, request.target, answered
        )
        self._core.SendEvent(propagate=False, destination=request.requestor, event_mask=0, event=notify.pack())

    def _text(self, request: Event) -> bytes:
        offer = self._offers.get(request.selection, NOTHING)
        if offer.into is not None and not self._is_for(request.requestor, offer.into):
            return b""
        is_latin = request.target == self._latin
        return offer.text.encode("latin-1", "replace") if is_latin else offer.text.encode()

    def _is_for(self, requestor: int, into: tuple[str, ...]) -> bool:
        path = self._clients.program_of(requestor).path
        return bool(path) and any(fnmatchcase(path, wanted) for wanted in into)

    def _put(self, window: int, name: int, kind: int, size: int, values: Sequence[int]) -> None:
        """Write one property; a requestor that is gone, or never was one, gets nothing."""
        change = self._core.ChangeProperty(
            PropMode.Replace, window, name, kind, size, len(values), values, is_checked=True
        )
        with suppress(xcffib.Error):
            change.check()
