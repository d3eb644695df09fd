"""An OpenID provider, asked through the audit store, and by nobody while that is away."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from datetime import datetime

from workstation.errors import CredentialError, StoreError, StoreRefusedError
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.ports import CodeVerdict, OpenidStore
from workstation.record.exchange import OpenidBegun, OpenidReturned

NO_STORE = "openid_no_store"
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
        return _begun(lambda: self._store.begin_openid(seat_id, anew=anew))

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        """Return what a browser at the seat is to open; blocks as `begin`."""
        return _begun(lambda: self._store.begin_browser(seat_id, redirect_uri, insist=insist))

    def ask(self, seat_id: str, handle: bytes, agent: str, password: str | None) -> CodeVerdict:
        """Return what came of it so far; what the store accepts verifies this agent offline, as a code does."""
        return self._judged(agent, lambda: self._store.judge_openid(seat_id, handle, agent, password))

    def returned(self, told: OpenidReturned) -> CodeVerdict:
        """Return who came of what a browser brought back, as `ask` does."""
        return self._judged(told.agent, lambda: self._store.judge_returned(told))

    def _judged(self, agent: str, judge: Callable[[], CodeVerdict]) -> CodeVerdict:
        forgotten = self._offline.forgotten()
        try:
            verdict = judge()
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


def _begun(begin: Callable[[], OpenidBegun]) -> OpenidBegun:
    try:
        return begin()
    except StoreRefusedError as error:
        log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
        return OpenidBegun(reason="device_refused")
    except StoreError:
        return OpenidBegun(reason=NO_STORE)
