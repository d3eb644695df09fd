"""Watches who owns a selection, as an outside X client, with the time of every change."""

# SPDX-License-Identifier: Apache-2.0

import select
import time

import xcffib
import xcffib.xfixes
import xcffib.xproto


class Ownership:
    """Notes every change of a selection's owner."""

    def __init__(self, display: str, selection: str) -> None:
        self._connection = xcffib.connect(display=display)
        core = self._connection.core
        root = self._connection.setup.roots[self._connection.pref_screen].root
        atom = core.InternAtom(only_if_exists=False, name_len=len(selection), name=selection).reply().atom
        fixes = self._connection(xcffib.xfixes.key)
        fixes.QueryVersion(5, 0).reply()
        fixes.SelectSelectionInput(root, atom, xcffib.xfixes.SelectionEventMask.SetSelectionOwner)
        self._connection.flush()

    def changes(self, count: int, seconds: float) -> list[tuple[float, int]]:
        """Return up to `count` changes within `seconds`: when, and the new owner's window."""
        until = time.perf_counter() + seconds
        seen: list[tuple[float, int]] = []
        while len(seen) < count and (left := until - time.perf_counter()) > 0:
            event = self._connection.poll_for_event()
            if event is not None:
                seen.append((time.perf_counter(), event.owner))
                continue
            select.select([self._connection.get_file_descriptor()], [], [], left)
        return seen

    def close(self) -> None:
        """Close the connection."""
        self._connection.disconnect()
