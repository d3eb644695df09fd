"""A new key of this device is made known to its store before anything is said under it."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from collections.abc import Sequence

import msgspec

from workstation.errors import VaultError
from workstation.keeper.ports import Vault
from workstation.keeper.storehttp import StoreHttp
from workstation.record.malformed import MALFORMED
from workstation.record.succession import SignedSuccession, SuccessionTaken

KNOWN = "successions-known"
log = logging.getLogger(__name__)


class Introduction:
    """Tells the store what succeeded this device's key, once each. Safe from any thread."""

    def __init__(self, successions: Sequence[SignedSuccession], vault: Vault, http: StoreHttp) -> None:
        self._vault = vault
        self._http = http
        self._lock = threading.Lock()
        self._all = tuple(successions)
        self._known = _kept(vault) if successions else 0
        self._due = self._all[self._known :]
        self._may_repeat = bool(self._known)

    def make(self) -> None:
        """Return once the store knows this device's key; raise StoreError where it cannot be told, or says no."""
        with self._lock:
            while self._due:
                self._http.ask("POST", "/v1/successions", msgspec.msgpack.encode(self._due[0]), SuccessionTaken)
                self._known, self._due = self._known + 1, self._due[1:]
                try:
                    self._vault.put(KNOWN, msgspec.msgpack.encode(self._known))
                except VaultError as error:
                    log.warning("%s; after a restart the store is told of this key again", error)

    def repeat(self) -> bool:
        """Have a store that refuses this device be told of every key once more, as one that was put back; say if so."""
        with self._lock:
            repeats, self._may_repeat = self._may_repeat, False
            if repeats:
                self._known, self._due = 0, self._all
            return repeats


def _kept(vault: Vault) -> int:
    try:
        return msgspec.msgpack.decode(vault.get(KNOWN) or b"", type=int)
    except MALFORMED:
        return 0  # the store takes what it knows already
