"""A warden whose processes end at once; it remembers what it was asked."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from workstation.errors import WardenError
from workstation.keeper.ports import Denials, Executions


class FakeWarden:
    """Keeps the port's promises without a single process: what it starts is gone when it is asked for."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.killed: list[int] = []
        self.locked: list[int] = []
        self._next = 1_000_000

    def start(self, part: str, slot: int) -> int:
        assert slot > 0
        self._next += 1
        self.started.append(part)
        return self._next

    def lock(self, slot: int) -> None:
        self.locked.append(slot)

    def deny(self, slot: int, paths: Sequence[str]) -> Denials:
        raise WardenError(f"this warden cannot deny {len(paths)} programs in session {slot}")

    def notice(self, slot: int) -> Executions:
        raise WardenError(f"this warden hears of no executions in session {slot}")

    def kill(self, pid: int) -> None:
        self.killed.append(pid)

    def running(self, pid: int) -> bool:
        assert pid <= self._next
        return False
