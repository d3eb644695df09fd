"""The key of this device's break-glass codes: given by the store once, and kept for when it does not answer."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from math import inf
from time import monotonic

from workstation.credentials.breakglass import KEY_SIZE
from workstation.errors import StoreError, StoreRefusedError, VaultError
from workstation.keeper.ports import Vault

KEY_NAME = "break-glass-key"
AGAIN = 3600.0
log = logging.getLogger(__name__)


class GlassKey:
    """Safe from any thread. `fetch` asks the store."""

    def __init__(self, vault: Vault, fetch: Callable[[], bytes]) -> None:
        self._vault = vault
        self._fetch = fetch
        self._is_settled = False
        self._ask_at = -inf

    def heard(self) -> None:
        """Have the store give the key where there is none yet: it was just heard. Blocks as one request does."""
        if self._is_settled or monotonic() < self._ask_at:
            return
        try:
            if self.get() is None:
                self._vault.put(KEY_NAME, self._fetch())
            self._is_settled = True
        except StoreRefusedError as error:
            self._ask_at = monotonic() + AGAIN  # one of an earlier version
            log.warning("there are no break-glass codes for this device: %s", error)
        except (StoreError, VaultError) as error:
            log.warning("the key of break-glass codes is not here yet: %s", error)

    def get(self) -> bytes | None:
        """Return the key, None where there is none; raise VaultError where it cannot be read."""
        key = self._vault.get(KEY_NAME)
        if key is not None and len(key) != KEY_SIZE:
            raise VaultError("the key of break-glass codes is damaged")
        return key
