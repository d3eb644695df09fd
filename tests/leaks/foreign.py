"""A foreign program that puts a number on the clipboard, and knows which program was given it."""

# SPDX-License-Identifier: Apache-2.0

import os
import select
import threading
from contextlib import suppress
from typing import Any

import xcffib
import xcffib.res
import xcffib.xproto
from xcffib.xproto import Atom, PropMode, WindowClass

from workstation.desktop.x11.connection import Event


class Foreign:
    """Owns CLIPBOARD with a text; `given` tells whether a process of a session got that text."""

    def __init__(self, display: str) -> None:
        self._connection: Any = xcffib.connect(display=display)
        self._core = self._connection.core
        self._res = self._connection(xcffib.res.key)
        self._res.QueryVersion(1, 2).reply()
        self._root = self._connection.setup.roots[self._connection.pref_screen].root
        self._window = self._connection.generate_id()
        self._core.CreateWindow(0, self._window, self._root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
        names = ("UTF8_STRING", "STRING", "TEXT", "text/plain", "text/plain;charset=utf-8")
        self._targets, self._clipboard, *self._texts = (
            self._core.InternAtom(only_if_exists=False, name_len=len(name), name=name).reply().atom
            for name in ("TARGETS", "CLIPBOARD", *names)
        )
        self._text = b""
        self._given: list[int] = []
        self._lock = threading.Lock()
        self._ending = False
        self._connection.flush()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def put(self, text: str) -> None:
        """Take the clipboard; what was given before is forgotten."""
        with self._lock:
            self._text = text.encode()
            self._given = []
            self._core.SetSelectionOwner(self._window, self._clipboard, xcffib.CurrentTime)
            self._connection.flush()

    def given(self, session: int) -> bool:
        """Say whether a process of that session (setsid) was given the text."""
        with self._lock:
            pids = list(self._given)
        return any(_session_of(pid) == session for pid in pids)

    def close(self) -> None:
        """Give the clipboard back."""
        self._ending = True
        self._thread.join(2)
        self._connection.disconnect()

    def _serve(self) -> None:
        while not self._ending:
            with self._lock:
                while (event := self._connection.poll_for_event()) is not None:
                    if isinstance(event, xcffib.xproto.SelectionRequestEvent):
                        self._answer(event)
                self._connection.flush()
            select.select([self._connection.get_file_descriptor()], [], [], 0.05)

    def _answer(self, request: Event) -> None:
        answered = request.property or request.target
        if request.target == self._targets:
            offered = [self._targets, *self._texts]
            self._core.ChangeProperty(
                PropMode.Replace, request.requestor, answered, Atom.ATOM, 32, len(offered), offered
            )
        elif request.target in self._texts:
            self._core.ChangeProperty(
                PropMode.Replace, request.requestor, answered, request.target, 8, len(self._text), self._text
            )
            self._given.append(self._pid_of(request.requestor))
        else:
            answered = xcffib.NONE
        notify = xcffib.xproto.SelectionNotifyEvent.synthetic(
            request.time, request.requestor, request.selection, request.target, answered
        )
        self._core.SendEvent(propagate=False, destination=request.requestor, event_mask=0, event=notify.pack())

    def _pid_of(self, window: int) -> int:
        spec = xcffib.res.ClientIdSpec.synthetic(window, xcffib.res.ClientIdMask.LocalClientPID)
        with suppress(xcffib.Error):
            return next((int(each.value[0]) for each in self._res.QueryClientIds(1, [spec]).reply().ids), 0)
        return 0


def _session_of(pid: int) -> int:
    with suppress(OSError):
        return os.getsid(pid)
    return 0
