"""Waiting for somebody to confirm elsewhere who they are: begun, shown, asked after until they came."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from contextlib import suppress

from workstation.keeper.openidasking import NO_STORE
from workstation.keeper.ports import AskOpenid, CodeVerdict
from workstation.link.messages import ConfirmElsewhere
from workstation.link.server import Peer
from workstation.record.exchange import OpenidBegun

PENDING = "openid_pending"
GO_ON = (PENDING, NO_STORE, "openid_away", "busy")
"""What an answer says after which the next may say more."""
UNANSWERED = (
    "busy",
    "device_refused",
    "openid_away",
    "openid_dropped",
    "openid_expired",
    "openid_failed",
    "openid_no_browser",
    "openid_no_port",
    "openid_no_store",
    "openid_too_many",
    "openid_unset",
    "suspended",
    "too_late",
)
"""What is told of an OpenID provider that said nothing of anybody."""


class Elsewhere:
    """One wait for each who shows it. Belongs to the keeper's loop; only `asking` is asked elsewhere."""

    def __init__(self, asking: AskOpenid, seat_id: str, elapsed: Callable[[], float]) -> None:
        self._asking = asking
        self._seat_id = seat_id
        self._elapsed = elapsed
        self._waiting: dict[Peer, asyncio.Event] = {}

    def drop(self, peer: Peer) -> None:
        """Wait no more for what this one shows: what somebody confirms after this counts for nothing."""
        if dropped := self._waiting.get(peer):
            dropped.set()

    async def verdict(
        self,
        peer: Peer,
        agent: str,
        password: str | None,
        *,
        anew: bool,
        show: Callable[[ConfirmElsewhere], None],
        stands: Callable[[], bool],
    ) -> CodeVerdict:
        """Return who came, once somebody did, or why nobody; `stands` says whether it is still worth waiting.

        `agent` is who has to come, "" for anybody; with `anew` they have to authenticate there now.
        """
        dropped = self._waiting[peer] = asyncio.Event()
        try:
            begun = await asyncio.to_thread(self._asking.begin, self._seat_id, anew=anew)
            if begun.reason != "ok":
                return CodeVerdict(accepted=False, reason=begun.reason)
            show(_shown(begun))
            return await self._asked_after(begun, agent, password, dropped, stands)
        finally:
            del self._waiting[peer]

    async def _asked_after(
        self,
        begun: OpenidBegun,
        agent: str,
        password: str | None,
        dropped: asyncio.Event,
        stands: Callable[[], bool],
    ) -> CodeVerdict:
        until = self._elapsed() + begun.seconds
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(dropped.wait(), begun.interval)
            if dropped.is_set():
                return CodeVerdict(accepted=False, reason="openid_dropped")
            if not stands():
                return CodeVerdict(accepted=False, reason="too_late")
            told = await asyncio.to_thread(self._asking.ask, self._seat_id, begun.handle, agent, password)
            if told.reason not in GO_ON:
                return told
            if self._elapsed() >= until:
                return CodeVerdict(accepted=False, reason="openid_expired" if told.reason == PENDING else told.reason)


def _shown(begun: OpenidBegun) -> ConfirmElsewhere:
    return ConfirmElsewhere(
        user_code=begun.user_code, uri=begun.uri, uri_complete=begun.uri_complete, seconds=begun.seconds
    )
