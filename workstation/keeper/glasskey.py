"""The key of this device's break-glass codes: given by the store once, and kept for when it does not answer."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable

from workstation.credentials.breakglass import KEY_SIZE
from workstation.errors import StoreError, StoreRefusedError, VaultError
from workstation.keeper.ports import Vault

KEY_NAME = "break-glass-key"
log = logging.getLogger(__name__)


class GlassKey:
    """Safe from any thread. `fetch` asks the store."""

    def __init__(self, vault: Vault, fetch: Callable[[], bytes]) -> None:
        self._vault = vault
        self._fetch = fetch
        self._is_settled = False

    def heard(self) -> None:
        """Have the store give the key where there is none yet: it was just heard. Blocks as one request does."""
        if self._is_settled:
            return
        try:
            if self.get() is None:
                self._vault.put(KEY_NAME, self._fetch())
            self._is_settled = True
        except StoreRefusedError as error:
            self._is_settled = True  # one of an earlier version; a keeper that starts asks again
            log.warning("there are no break-glass codes for this device: %s", error)
        except (StoreError, VaultError) as error:
            log.warning("the key of break-glass codes is not here yet: %s", error)

    def get(self) -> bytes | None:
        """Return the key, None where there is none; raise VaultError where it cannot be read."""
        key = self._vault.get(KEY_NAME)
        if key is not None and len(key) != KEY_SIZE:
            raise VaultError("the key of break-glass codes is damaged")
        return key
