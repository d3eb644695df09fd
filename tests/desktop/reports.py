"""What a sensor posted, waited for rather than polled."""

# SPDX-License-Identifier: Apache-2.0

import queue
from collections.abc import Callable
from typing import TypeVar

from workstation.facts.observations import Observation

PATIENCE = 60.0

_Fact = TypeVar("_Fact", bound=Observation)


class Reports:
    """Collects observations from any thread; `next` waits for one of a kind and fails the test without it."""

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Observation] = queue.SimpleQueue()

    def post(self, observation: Observation) -> None:
        self._posted.put(observation)

    def next(self, kind: type[_Fact]) -> _Fact:
        observation = self._posted.get(timeout=PATIENCE)
        assert isinstance(observation, kind)
        return observation

    def first(
        self,
        kind: type[_Fact],
        never: type[Observation] | None = None,
        where: Callable[[_Fact], object] = lambda _: True,
        patience: float = PATIENCE,
    ) -> _Fact:
        """Wait for the first one of a kind, past whatever else was posted; one of `never` before it fails the test.

        It is one for which `where` holds; raise queue.Empty where none comes.
        """
        while not (isinstance(observation := self._posted.get(timeout=patience), kind) and where(observation)):
            assert never is None or not isinstance(observation, never)
        return observation

    def drained(self) -> list[Observation]:
        """Return what was posted and not yet asked for, and forget it."""
        posted = []
        while not self._posted.empty():
            posted.append(self._posted.get())
        return posted

    def are_over(self) -> bool:
        """Say whether nothing was posted that was not yet asked for."""
        return self._posted.empty()
