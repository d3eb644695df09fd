"""The file behind a program that broke a rule, by its digest: read aside, so that nothing waits for it."""

# SPDX-License-Identifier: Apache-2.0

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from msgspec.structs import replace

from workstation.executable import HELD, Digests, executable_of
from workstation.facts.body import Body
from workstation.facts.observations import Observation, ReaderIdentified, ReaderSeen, ToolIdentified
from workstation.facts.place import Program
from workstation.seat.ports import Post

HELD_AT_MOST = 64
HELD_FOR = 10.0
WITHIN = 1.0
ENDS_WITHIN = 10.0
DELETED = " (deleted)"

_Told = Callable[[str], Observation]


def _with(body: Body, digest: str) -> Body:
    return replace(body, details={**body.details, "digest": digest}) if digest else body


class Tools:
    """Keeps hold of what programs execute for some seconds: a quick one is gone before its entry is written.

    An entry waits for WITHIN at most; what takes longer is written without a digest.
    """

    def __init__(self, digests: Digests, post: Post) -> None:
        self._digests = digests
        self._post = post
        self._lock = threading.Lock()
        self._held: dict[Program, tuple[float, int]] = {}
        self._stopping = False
        self._asked: queue.SimpleQueue[tuple[int | None, _Told, float] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="tools", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Post what was asked for, let go of every file and end; harmless where it never began."""
        self._stopping = True
        self._asked.put(None)
        if self._thread.is_alive():
            self._thread.join(ENDS_WITHIN)
        self._let_go(float("inf"))

    def hold(self, program: Program) -> None:
        """Keep hold of what `program` executes, if it still does; from any thread, at once, and without opening it."""
        try:
            place = executable_of(program.pid)
            if not program.pid or os.readlink(place).removesuffix(DELETED) != program.path.removesuffix(DELETED):  # noqa: PTH115 - a word, not a path
                return
            file = os.open(place, HELD)
        except OSError:
            return
        with self._lock:
            replaced = self._held.pop(program, None)
            if len(self._held) >= HELD_AT_MOST:
                replaced = self._held.pop(next(iter(self._held)))
            self._held[program] = monotonic(), file
        if replaced:
            os.close(replaced[1])

    def identify(self, program: Program, body: Body) -> None:
        """Post `body` as ToolIdentified, with the digest where it can be told; from any thread, at once."""
        self._ask(program, lambda digest: ToolIdentified(at=datetime.now(UTC), body=_with(body, digest)))

    def identify_reader(self, program: Program, seen: ReaderSeen) -> None:
        """Post ReaderIdentified, with the digest where it can be told; from any thread, at once."""
        self._ask(
            program,
            lambda digest: ReaderIdentified(at=datetime.now(UTC), program=program, digest=digest, seen=seen),
        )

    def _ask(self, program: Program, told: _Told) -> None:
        self.hold(program)
        with self._lock:
            held = self._held.get(program)
            file = os.dup(held[1]) if held else None
        self._asked.put((file, told, monotonic() + WITHIN))

    def _run(self) -> None:
        while True:
            with suppress(queue.Empty):
                asked = self._asked.get(timeout=HELD_FOR if self._held else None)
                if asked is None:
                    return
                self._tell(*asked)
            self._let_go(monotonic() - HELD_FOR)

    def _tell(self, file: int | None, told: _Told, until: float) -> None:
        left = 0.0 if self._stopping else until - monotonic()
        self._post(told(self._digests.soon(file, left) if file is not None else ""))

    def _let_go(self, before: float) -> None:
        """Close what was held since `before`; a program on a medium that was taken away would keep it busy."""
        with self._lock:
            past = [program for program, (since, _) in self._held.items() if since <= before]
            files = [self._held.pop(program)[1] for program in past]
        for file in files:
            os.close(file)
