"""Hearing of what the agent executes, so that the seat looks at it before its first frame."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from collections.abc import Callable

from workstation.errors import WardenError
from workstation.keeper.ports import Executions, Warden

AGAIN_AFTER = 1.0
log = logging.getLogger(__name__)


class Noticing:
    """One thread, which calls `told` with processes that executed something; what came meanwhile is told at once.

    Where the warden tells nothing it is asked again every second: the seat looks at new processes by itself, later.
    """

    def __init__(self, warden: Warden, slot: int, told: Callable[[tuple[int, ...]], None]) -> None:
        self._warden = warden
        self._slot = slot
        self._told = told
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="noticing")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Hear of no more; blocks for a second or two at most."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        trouble = ""
        while not self._stopping.is_set():
            try:
                executions = self._warden.notice(self._slot)
                trouble = ""
                self._hear(executions)
            except WardenError as error:
                if str(error) != trouble:
                    trouble = str(error)
                    log.warning("programs are seen some moments after they start: %s", error)
                self._stopping.wait(AGAIN_AFTER)

    def _hear(self, executions: Executions) -> None:
        try:
            while not self._stopping.is_set():
                if pids := executions.next(AGAIN_AFTER):
                    self._told(pids)
        finally:
            executions.close()
