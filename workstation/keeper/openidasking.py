"""An OpenID provider, asked through the audit store who is at a seat: begun, shown, asked after until somebody came."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from workstation.errors import CredentialError, StoreError, StoreRefusedError
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.ports import AskOpenid, CodeVerdict, OpenidStore
from workstation.link.messages import ConfirmElsewhere
from workstation.record.exchange import OpenidBegun

NO_STORE = "openid_no_store"
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
    "openid_no_store",
    "openid_too_many",
    "openid_unset",
    "suspended",
    "too_late",
)
"""What is told of an OpenID provider that said nothing of anybody."""
log = logging.getLogger(__name__)


class OpenidAsking:
    """Keeps keeper.ports.AskOpenid's promise by the store alone: nobody is identified while it is away."""

    def __init__(
        self,
        store: OpenidStore,
        offline: OfflineVerifier,
        clock: Callable[[], datetime],
        answered: Callable[[], None],
    ) -> None:
        self._store = store
        self._offline = offline
        self._clock = clock
        self._answered = answered

    def begin(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        """Return what somebody is to confirm elsewhere; blocks up to the store's deadline."""
        try:
            return self._store.begin_openid(seat_id, anew=anew)
        except StoreRefusedError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return OpenidBegun(reason="device_refused")
        except StoreError:
            return OpenidBegun(reason=NO_STORE)

    def ask(self, seat_id: str, handle: bytes, agent: str, password: str | None) -> CodeVerdict:
        """Return what came of it so far; what the store accepts verifies this agent offline, as a code does."""
        forgotten = self._offline.forgotten()
        try:
            verdict = self._store.judge_openid(seat_id, handle, agent, password)
            self._answered()
            if verdict.reason == "access_ended" and agent:
                self._offline.forget(agent)
            before = forgotten.get(verdict.agent, 0)
            return self._offline.remember(verdict, self._clock(), before) if verdict.accepted else verdict
        except StoreRefusedError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="device_refused")
        except StoreError:
            return CodeVerdict(accepted=False, reason=NO_STORE)
        except CredentialError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="not_durable")


class Waiting:
    """One wait for somebody to confirm; `drop` ends it. Belongs to the keeper's loop."""

    def __init__(self, asking: AskOpenid, seat_id: str, elapsed: Callable[[], float]) -> None:
        self._asking = asking
        self._seat_id = seat_id
        self._elapsed = elapsed
        self._dropped = asyncio.Event()

    def drop(self) -> None:
        """Wait no more: what somebody confirms after this counts for nothing."""
        self._dropped.set()

    async def verdict(
        self,
        agent: str,
        password: str | None,
        *,
        anew: bool,
        show: Callable[[ConfirmElsewhere], None],
        stands: Callable[[], bool],
    ) -> CodeVerdict:
        """Return who came, once somebody did, or why nobody; `stands` says whether it is still worth waiting."""
        begun = await asyncio.to_thread(self._asking.begin, self._seat_id, anew=anew)
        if begun.reason != "ok":
            return CodeVerdict(accepted=False, reason=begun.reason)
        until = self._elapsed() + begun.seconds
        show(
            ConfirmElsewhere(
                user_code=begun.user_code, uri=begun.uri, uri_complete=begun.uri_complete, seconds=begun.seconds
            )
        )
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._dropped.wait(), begun.interval)
            if self._dropped.is_set():
                return CodeVerdict(accepted=False, reason="openid_dropped")
            if not stands():
                return CodeVerdict(accepted=False, reason="too_late")
            told = await asyncio.to_thread(self._asking.ask, self._seat_id, begun.handle, agent, password)
            if told.reason not in GO_ON:
                return told
            if self._elapsed() >= until:
                return CodeVerdict(accepted=False, reason="openid_expired" if told.reason == PENDING else told.reason)
