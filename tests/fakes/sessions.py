"""An audit store at which an agent sees to their own sessions, in memory."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

from workstation.errors import StoreError, StoreRefusedError
from workstation.record.exchange import ElsewhereEnded, EndElsewhereWanted, OwnSession


class FakeSessions:
    """Keeps keeper.ports.SessionStore's promises for one agent with these codes, each for one use.

    `sessions` is what the record says; `away` makes every request fail, `refusing` has the store refuse the device,
    `says` is what comes of an end instead. `wanted` is what was asked of it.
    """

    def __init__(self, codes: Sequence[str] = ("222222", "333333"), agent: str = "cruz") -> None:
        self.away = self.refusing = False
        self.agent = agent
        self.codes = list(codes)
        self.sessions: tuple[OwnSession, ...] = ()
        self.says: ElsewhereEnded | None = None
        self.wanted: list[EndElsewhereWanted] = []

    def own_sessions(self, seat_id: str, agent: str) -> tuple[OwnSession, ...]:
        assert seat_id
        self._answer()
        return self.sessions if agent == self.agent else ()

    def end_elsewhere(self, wanted: EndElsewhereWanted) -> ElsewhereEnded:
        self.wanted.append(wanted)
        self._answer()
        if self.says is not None:
            return self.says
        if wanted.agent != self.agent or not (wanted.key or wanted.code in self.codes):
            return ElsewhereEnded(reason="wrong_code")
        if wanted.key is None:
            self.codes.remove(wanted.code)
        return ElsewhereEnded(reason="ok")

    def _answer(self) -> None:
        if self.refusing:
            raise StoreRefusedError("the store refused")
        if self.away:
            raise StoreError("the store is away")
