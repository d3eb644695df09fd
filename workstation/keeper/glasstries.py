"""Wrong break-glass codes in a row: counted over restarts, waited for by time that nobody can set (RFC 4226 §7.3)."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

import msgspec

from workstation.credentials.throttle import wait_after
from workstation.errors import VaultError
from workstation.keeper.ports import Vault
from workstation.record.malformed import MALFORMED

FAILURES = "break-glass-failures"
CONSOLE_FAILURES = "break-glass-failures-console"
"""Counted apart: whoever has the session's account may type there, and may not have the prompt wait by that."""


class GlassTries:
    """Belongs to the keeper's loop; the vault makes the count durable. Every method raises VaultError.

    A keeper that starts begins the wait anew, since no clock of this machine says how much of it was over.
    """

    def __init__(self, vault: Vault, elapsed: Callable[[], float], counted: str = FAILURES) -> None:
        self._vault = vault
        self._counted = counted
        self._elapsed = elapsed
        self._failed_at = elapsed()

    def must_wait(self) -> bool:
        """Say whether nothing is to be judged yet."""
        return self._elapsed() < self._failed_at + wait_after(self._failures()).total_seconds()

    def failed(self) -> None:
        """Keep that a code was wrong."""
        self._failed_at = self._elapsed()
        self._keep(self._failures() + 1)

    def succeeded(self) -> None:
        """Begin anew: a code was right."""
        self._keep(0)

    def _failures(self) -> int:
        kept = self._vault.get(self._counted)
        try:
            return max(0, msgspec.msgpack.decode(kept, type=int)) if kept else 0
        except MALFORMED as error:
            raise VaultError("how often a break-glass code was wrong cannot be read") from error

    def _keep(self, failures: int) -> None:
        self._vault.put(self._counted, msgspec.msgpack.encode(failures))
