"""A flood of violations of one rule: past its limit they are counted, each one, instead of written one by one."""

# SPDX-License-Identifier: Apache-2.0

from collections import defaultdict, deque
from collections.abc import Callable, Iterator

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Severity
from workstation.keeper.counting import Confirm, Counting
from workstation.keeper.ports import Subject

MINUTE = 60.0
MOST_RULES = 256


class Flood:
    """Belongs to one thread. `elapsed` is in seconds and never goes back."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._written: defaultdict[str, deque[float]] = defaultdict(deque)
        self._counting = Counting(Kind.FLOOD, Severity.VIOLATION)

    def takes(self, subject: Subject, body: Body, confirm: Confirm, limit: int) -> bool:
        """Count `body` where its rule had `limit` violations in the last minute; say whether it was counted.

        What no rule is about is counted by its kind.
        `confirm` is kept, and told the number of the entry that counts it.
        """
        if body.severity is not Severity.VIOLATION:
            return False
        now, rule = self._elapsed(), body.rule or body.kind
        if rule not in self._written and len(self._written) >= MOST_RULES:
            self._forget(now)
        written = self._written[rule]
        while written and now - written[0] > MINUTE:
            written.popleft()
        if len(written) < limit and len(self._written) <= MOST_RULES:
            written.append(now)
            return False
        if not written:
            del self._written[rule]
        self._counting.count(subject, body, confirm)
        return True

    def _forget(self, now: float) -> None:
        """Forget rules without a violation in the last minute: their names come from the seat, and may be many."""
        for rule in [rule for rule, written in self._written.items() if not written or now - written[-1] > MINUTE]:
            del self._written[rule]

    def counted(self) -> Iterator[tuple[Subject, Body, Confirm]]:
        """Return an entry for all that was counted since, with what confirms each of them; nothing is kept."""
        return self._counting.entries()
