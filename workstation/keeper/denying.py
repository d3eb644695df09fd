"""Denying forbidden programs: the warden is told of their executables, and the keeper of every attempt."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from workstation.errors import WardenError
from workstation.executable import Digests
from workstation.facts.support import is_supported
from workstation.keeper.executables import executables
from workstation.keeper.forbidden import Forbidding
from workstation.keeper.ports import Denials, Denied, Warden

Wanted = tuple[tuple[Forbidding, ...], str]
RENEWED_EVERY = 60.0
AGAIN_AFTER = 1.0
log = logging.getLogger(__name__)


class Denying:
    """One thread. What is denied is looked up anew every minute: programs are installed, and people log in.

    `told` is called from that thread with the rule that forbids and what was tried. Where the warden cannot deny, it
    is asked again every second; the seat ends what it then sees running.
    """

    def __init__(
        self,
        warden: Warden,
        slot: int,
        told: Callable[[str, Denied], None],
        find: Callable[[Sequence[Forbidding]], dict[str, str]] | None = None,
    ) -> None:
        self._warden = warden
        self._slot = slot
        self._told = told
        self._digests = Digests()
        self._find = find or partial(executables, digests=self._digests)
        self._condition = threading.Condition()
        self._wanted: Wanted = ((), "")
        self._stopping = False
        self._held_for: Wanted = ((), "")
        self._renewed = 0.0
        self._files: dict[str, str] = {}
        self._denials: Denials | None = None
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="denying")

    def start(self) -> None:
        """Begin; nothing is denied yet."""
        self._thread.start()

    def want(self, forbidding: tuple[Forbidding, ...], supported: str = "") -> None:
        """Deny these programs from now on, and no others, but what is `supported`; from any thread, at once."""
        with self._condition:
            if (forbidding, supported) != self._wanted:
                self._wanted = (forbidding, supported)
                self._condition.notify()

    def stop(self) -> None:
        """Deny nothing any more; blocks for a second or two at most."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            wanted = self._wanted
            try:
                if wanted != self._held_for or time.monotonic() - self._renewed >= RENEWED_EVERY:
                    self._renew(wanted)
                self._hear()
            except WardenError as error:
                self._lost(error)
        self._replace(None)

    def _renew(self, wanted: Wanted) -> None:
        forbidding, supported = wanted
        found = self._find(forbidding)
        files = {file: rule for file, rule in found.items() if not is_supported(supported, file)}
        self._replace(self._warden.deny(self._slot, tuple(files)) if files else None)
        self._files, self._held_for, self._renewed, self._trouble = files, wanted, time.monotonic(), ""
        if self._denials and self._denials.left:
            log.warning("executions are not denied of files that others may change: %s", ", ".join(self._denials.left))

    def _hear(self) -> None:
        if self._denials is None:
            with self._condition:
                self._condition.wait_for(lambda: self._stopping or self._wanted != self._held_for, timeout=AGAIN_AFTER)
        elif denied := self._denials.next(AGAIN_AFTER):
            self._tell(denied)

    def _tell(self, denied: Denied) -> None:
        """Tell of one; a path that is none of ours is what the agent made it look like, and is left out."""
        rule = self._files.get(denied.path)
        known = replace(denied, digest=self._digests.at_path(denied.path)) if rule else replace(denied, path="")
        self._told(rule or self._held_for[0][0].rule, known)

    def _replace(self, denials: Denials | None) -> None:
        """Let the next begin before the one before it ends."""
        before, self._denials = self._denials, denials
        if before is None:
            return
        with suppress(WardenError):  # the line that is broken tells nothing more
            while denied := before.next(0.01):
                self._tell(denied)
        before.close()

    def _lost(self, error: WardenError) -> None:
        self._replace(None)
        self._held_for = ((), "")
        if str(error) != self._trouble:
            self._trouble = str(error)
            log.warning("forbidden programs can start, and are ended then: %s", error)
        with self._condition:
            self._condition.wait_for(lambda: self._stopping, timeout=AGAIN_AFTER)
