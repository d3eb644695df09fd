"""Checkpoints of what came in a burst: signed a moment after, where no later entry brought one along."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging

from workstation.errors import LedgerError
from workstation.keeper.ledger import SIGNED_WITHIN_SECONDS, SqliteLedger

log = logging.getLogger(__name__)


class Checkpoints:
    """Belongs to the keeper's loop; sleeps while nothing is appended."""

    def __init__(self, ledger: SqliteLedger) -> None:
        self._ledger = ledger
        self._armed: asyncio.TimerHandle | None = None

    def appended(self) -> None:
        """Have every head signed SIGNED_WITHIN_SECONDS from now, unless that is coming already."""
        if self._armed is None:
            self._armed = asyncio.get_running_loop().call_later(SIGNED_WITHIN_SECONDS, self._sign)

    def _sign(self) -> None:
        self._armed = None
        try:
            self._ledger.checkpoint()
        except LedgerError as error:
            log.warning("a checkpoint waits for the next entry: %s", error)
