"""What became of an agent's credentials, told to them at their seat: at once, or when they open it next."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from workstation.errors import LedgerError, StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ports import CredentialStore
from workstation.keeper.slot import Slot
from workstation.keeper.truth import SignedOff
from workstation.link.messages import CredentialsTold
from workstation.record.directive import CredentialsChanged
from workstation.record.exchange import CHANGES_LIMIT, CredentialChange

AGAIN_AFTER = 60.0
log = logging.getLogger(__name__)


class CredentialTelling:
    """Belongs to the keeper's loop; only the store is asked elsewhere.

    What is told is on the record first, and the store hears that it was told: what it did not hear of is told again by
    the next keeper, and once only by this one.
    """

    def __init__(self, slot: Slot, seat_id: str, store: CredentialStore, clock: Callable[[], datetime]) -> None:
        self._slot = slot
        self._seat_id = seat_id
        self._store = store
        self._clock = clock
        self._told: set[int] = set()
        self._unheard: dict[str, set[int]] = {}
        self._opened = slot.verified
        self._is_due = False
        self._next_at = 0.0
        self._asking: asyncio.Task[None] | None = None

    def changed(self, told: CredentialsChanged) -> None:
        """Sign the agent out where the change says so; tell them where their seat stays open."""
        if not told.agent or self._slot.standing.agent != told.agent:
            return
        if told.ends and told.but != self._seat_id:
            reason = told.what if told.what == "sessions_ended" else "credentials_changed"
            self._slot.happen(SignedOff(at=self._clock(), reason=reason))
        elif self._slot.standing.uncovered:
            try:
                self._tell((CredentialChange(number=told.number, what=told.what, at=told.at),))
            except LedgerError:
                self._again()

    def look(self) -> None:
        """Ask the store, once for each time that an agent opened the seat, what to tell, and say what was told."""
        if self._asking is not None or self._slot.elapsed() < self._next_at:
            return
        is_news = self._is_due or self._slot.verified != self._opened
        if self._slot.standing.uncovered and is_news:
            self._is_due = False
            self._asking = asyncio.create_task(self._ask(self._slot.standing.agent, self._slot.verified))
        elif self._unheard:
            self._asking = asyncio.create_task(self._ask(next(iter(self._unheard)), self._opened))

    async def _ask(self, agent: str, opened: float) -> None:
        try:
            while True:
                told = tuple(sorted(self._unheard.get(agent, ())))[:CHANGES_LIMIT]
                news = await asyncio.to_thread(self._store.credential_changes, self._seat_id, agent, told)
                self._heard(agent, told)
                is_here = self._slot.standing.uncovered and self._slot.standing.agent == agent
                if not (is_here and news and self._tell(news)):
                    break
            self._opened = opened
        except (StoreError, LedgerError) as error:
            log.info("what an agent is to be told of their credentials: %s", error)
            self._again()
        finally:
            self._asking = None

    def _again(self) -> None:
        """Have the store asked again what to tell, in a while."""
        self._is_due, self._next_at = True, self._slot.elapsed() + AGAIN_AFTER

    def _heard(self, agent: str, told: Collection[int]) -> None:
        left = self._unheard.pop(agent, set()).difference(told)
        if left:
            self._unheard[agent] = left

    def _tell(self, changes: tuple[CredentialChange, ...]) -> bool:
        """Write down and say what this keeper did not tell yet; return whether there was anything of that.

        Raise LedgerError where it cannot be written, and is not told.
        """
        fresh = [change for change in changes if change.number not in self._told]
        for change in fresh:
            self._slot.recorder.write_first(self._slot.subject, _body(change), may_spend=False)
            self._told.add(change.number)
            self._unheard.setdefault(self._slot.standing.agent, set()).add(change.number)
            if self._slot.seat:
                self._slot.seat.send(CredentialsTold(what=change.what))
        return bool(fresh)


def _body(change: CredentialChange) -> Body:
    at = change.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    details: dict[str, str | int] = {"change": change.what, "at": at}
    return Body(kind=Kind.CREDENTIALS_TOLD, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
