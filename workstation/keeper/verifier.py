"""Who judges factors: the store while it answers, offline what is sealed here, and nobody else."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from datetime import datetime

from workstation.credentials.recovery import recovery_symbols
from workstation.errors import CredentialError, PasswordUncheckedError, StoreError, StoreRefusedError
from workstation.facts.keyanswer import KeyAnswer
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.ports import CodeVerdict, Store

ACCESS_ENDED = "access_ended"
log = logging.getLogger(__name__)


class StoreThenOffline:
    """Asks the store; where it does not answer, the agents who signed in here before can still sign in.

    A store that says no to this device is an answer, and nobody signs in on it.
    """

    def __init__(
        self, store: Store, offline: OfflineVerifier, clock: Callable[[], datetime], answered: Callable[[], None]
    ) -> None:
        self._store = store
        self._offline = offline
        self._clock = clock
        self._answered = answered

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Return the verdict, with an `agent` of "" on whoever's key answered; blocks up to the store's deadline."""
        try:
            return self._online(seat_id, agent, code, password, key)
        except PasswordUncheckedError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="not_checked")
        except CredentialError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="not_durable")

    def forget(self, agent: str) -> None:
        """Verify this agent offline no more; raise CredentialError where that does not last."""
        self._offline.forget(agent)

    def _online(self, seat_id: str, agent: str, code: str, password: str | None, key: KeyAnswer | None) -> CodeVerdict:
        forgotten = self._offline.forgotten()
        try:
            verdict = self._store.verify_code(seat_id, agent, code, password, key)
        except StoreRefusedError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="device_refused")
        except StoreError:
            if recovery_symbols(code):
                return CodeVerdict(accepted=False, reason="not_signed_in_here")  # only the store can use it up
            return self._offline.verify(agent, code, self._clock(), password, key)
        self._answered()
        if verdict.reason == ACCESS_ENDED and (whose := agent or (self._offline.holder(key) if key else "")):
            self._offline.forget(whose)
        if not verdict.accepted or verdict.recovery_left is not None:
            return verdict
        return self._offline.remember(verdict, self._clock(), forgotten.get(verdict.agent, 0))
