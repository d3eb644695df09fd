"""The one channel down: what the audit store tells this device to do, heard on one lasting connection."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import msgspec

from workstation.errors import DeviceRevokedError, StoreError, VaultError
from workstation.keeper.backoff import jittered_pause
from workstation.keeper.ports import Commander, Vault
from workstation.record.directive import DeviceRevoked, Directive
from workstation.record.eventstream import Event
from workstation.record.malformed import MALFORMED

AFTER = "directives-after"
log = logging.getLogger(__name__)


class Directives:
    """One thread that listens, over every break and restart, and goes on after the last number that it heard.

    `told` is called from that thread with each directive; its number is kept after that, so that none is missed.
    A store that refuses a revoked device tells it so by that. `joined` is called where it begins to listen without a
    number: what came before is not told. `lost` is called once a connection is gone, or was not to be had.
    """

    def __init__(
        self,
        commander: Commander,
        vault: Vault,
        told: Callable[[Directive], None],
        joined: Callable[[], None],
        *,
        lost: Callable[[], None],
        pause: Callable[[int], timedelta] = jittered_pause,
    ) -> None:
        self._commander = commander
        self._told = told
        self._joined = joined
        self._lost = lost
        self._pause = pause
        self._vault = vault
        self._number = _kept(vault)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="directives", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread at once, whatever it waits for."""
        self._stopping.set()
        self._commander.hang_up()
        self._thread.join()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            heard = False
            try:
                for event in self._commander.directives(self._number):
                    heard = True
                    self._heard(event)
                    if self._stopping.is_set():
                        return
            except DeviceRevokedError:
                heard = False
                self._told(DeviceRevoked())
            except StoreError as error:
                log.info("directives: %s", error)
            failures = 1 if heard else failures + 1
            if not self._stopping.wait(self._pause(failures).total_seconds()):
                self._lost()

    def _heard(self, event: Event) -> None:
        if self._number is None:
            self._joined()
        if event.data:
            try:
                self._told(msgspec.json.decode(event.data, type=Directive))
            except MALFORMED:
                log.warning("the audit store told what this version does not understand; it was passed over")
        if event.number is not None and event.number != self._number:
            self._number = event.number
            self._keep(event.number)

    def _keep(self, number: int) -> None:
        try:
            self._vault.put(AFTER, msgspec.msgpack.encode(number))
        except VaultError as error:
            log.warning("%s; after a restart this device hears directives again", error)


def _kept(vault: Vault) -> int | None:
    """Return the last number that was heard, None where none is kept; where it is damaged all is heard again."""
    if not (kept := vault.get(AFTER)):
        return None
    try:
        return max(0, msgspec.msgpack.decode(kept, type=int))
    except MALFORMED:
        return 0
