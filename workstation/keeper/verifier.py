"""Who judges a code: the store while it answers, offline what is sealed here, and nobody else."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from datetime import datetime

from workstation.errors import CredentialError, StoreError, StoreRefusedError
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.ports import CodeVerdict, Store

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

    def verify(self, seat_id: str, agent: str, code: str) -> CodeVerdict:
        """Return the verdict; blocks up to the store's deadline."""
        try:
            return self._online(seat_id, agent, code)
        except CredentialError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="not_durable")

    def _online(self, seat_id: str, agent: str, code: str) -> CodeVerdict:
        try:
            verdict = self._store.verify_code(seat_id, agent, code)
        except StoreRefusedError as error:
            log.error("%s", error)  # noqa: TRY400 - the line is all there is to say
            return CodeVerdict(accepted=False, reason="device_refused")
        except StoreError:
            return self._offline.verify(agent, code, self._clock())
        self._answered()
        return self._offline.remember(verdict, self._clock()) if verdict.accepted else verdict
