"""Waiting for somebody to confirm in a browser at the seat who they are: opened, come back, judged."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from workstation.keeper.browserdoor import Arrival, BrowserDoor
from workstation.keeper.browserpage import confirmed, not_confirmed, once_more
from workstation.keeper.ports import AskOpenid, CodeVerdict
from workstation.link.messages import OpenBrowser
from workstation.link.server import Peer
from workstation.record.exchange import OpenidBegun, OpenidReturned

LOOKS_EVERY = 0.2
INSUFFICIENT = "openid_insufficient"


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a door is open for; `over` says why they are waited for no more, "" while they are."""

    door: BrowserDoor
    agent: str
    password: str | None = field(repr=False)
    over: Callable[[], str]


class InBrowser:
    """One wait for each who shows it. Belongs to the keeper's loop; only `asking` is asked elsewhere."""

    def __init__(self, asking: AskOpenid, seat_id: str, elapsed: Callable[[], float]) -> None:
        self._asking = asking
        self._seat_id = seat_id
        self._elapsed = elapsed
        self._waiting: dict[Peer, asyncio.Event] = {}

    def drop(self, peer: Peer) -> None:
        """Wait no more for the browser of this one: what it brings after this counts for nothing."""
        if dropped := self._waiting.get(peer):
            dropped.set()

    async def verdict(
        self,
        peer: Peer,
        agent: str,
        password: str | None,
        *,
        show: Callable[[OpenBrowser], None],
        stands: Callable[[], bool],
    ) -> CodeVerdict:
        """Return who authenticated there now, or why nobody; `stands` says whether it is still worth waiting.

        Where less came of it than was wanted, the browser is sent there once more (RFC 9470).
        """
        dropped, door = asyncio.Event(), BrowserDoor()
        self._waiting[peer] = dropped
        try:
            await door.open()
        except OSError:
            del self._waiting[peer]
            return _no("openid_no_port")
        wait = Wait(door, agent, password, lambda: _over(dropped, door) or ("" if stands() else "too_late"))
        try:
            return await self._through(wait, show)
        finally:
            door.close()
            del self._waiting[peer]

    async def _through(self, wait: Wait, show: Callable[[OpenBrowser], None]) -> CodeVerdict:
        begun = await self._begun(wait.door, insist=False)
        if begun.reason != "ok":
            return _no(begun.reason)
        until = self._elapsed() + begun.seconds
        show(OpenBrowser(url=begun.authorize, seconds=begun.seconds))
        arrival, verdict = await self._came(wait, begun, until)
        if arrival and verdict.reason == INSUFFICIENT:
            again = await self._begun(wait.door, insist=True)
            if again.reason != "ok":
                return _no(again.reason)
            arrival.show(once_more(again.authorize))
            arrival, verdict = await self._came(wait, again, until)
        if arrival:
            is_them = verdict.accepted and verdict.agent == wait.agent
            arrival.show(confirmed() if is_them else not_confirmed())
        return verdict

    async def _begun(self, door: BrowserDoor, *, insist: bool) -> OpenidBegun:
        uri = door.redirect_uri
        begun = await asyncio.to_thread(self._asking.begin_browser, self._seat_id, uri, insist=insist)
        if begun.reason == "ok":
            door.expect(begun.state)
        return begun

    async def _came(self, wait: Wait, begun: OpenidBegun, until: float) -> tuple[Arrival | None, CodeVerdict]:
        """Return who came back and what is said of them, nobody and why where the wait is over before."""
        arrival = None
        while arrival is None:
            if why := wait.over() or ("openid_expired" if self._elapsed() >= until else ""):
                return None, _no(why)
            arrival = await wait.door.arrived(LOOKS_EVERY)
        told = OpenidReturned(
            seat_id=self._seat_id,
            handle=begun.handle,
            agent=wait.agent,
            password=wait.password,
            state=arrival.returned.state,
            code=arrival.returned.code,
            issuer=arrival.returned.issuer,
            error=arrival.returned.error,
        )
        verdict = await asyncio.to_thread(self._asking.returned, told)
        while verdict.reason == "busy" and not wait.over():
            await asyncio.sleep(LOOKS_EVERY)
            verdict = await asyncio.to_thread(self._asking.returned, told)
        why = wait.over()
        return arrival, _no(why) if why else replace(verdict, is_hearsay=bool(arrival.returned.error))


def _over(dropped: asyncio.Event, door: BrowserDoor) -> str:
    if dropped.is_set():
        return "openid_dropped"
    return "openid_failed" if door.is_stormed else ""


def _no(reason: str) -> CodeVerdict:
    return CodeVerdict(accepted=False, reason=reason)
