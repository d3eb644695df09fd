"""The count: each program by each way, first without the product, where it must leak, then with it."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.bench.hand import Hand
from tests.desktop.bed import Bed, eventually
from tests.leaks.foreign import Foreign
from tests.leaks.hostile import Hostile
from tests.leaks.managers import Managers
from tests.leaks.numbers import holds, siblings
from tests.leaks.place import SCREEN
from tests.leaks.programs import PROGRAMS, Opened
from tests.leaks.seat import SignedIn
from tests.leaks.tries import Hands
from tests.leaks.ways import HAND, WAYS, Desk, Windows

POLICY = Path(__file__).with_name("policy.toml")
PREVENTED = frozenset({"copy", "quick", "cut", "menu", "paste"})
"""The ways that are held at their source: chords and buttons. For the others the guard runs against the reader."""
NUMBER_LASTS = 10
MOST_WITHOUT = 6
MOST_UNMADE = 20
MISSED_AFTER = 8.0


@dataclass(slots=True)
class Row:
    """One program by one way."""

    program: str
    way: str
    without: int = 0
    leaks_without: int = 0
    tries: int = 0
    leaks: int = 0
    held_leaks: int = 0
    dropped: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    trouble: str = ""
    seconds: float = 0

    @property
    def is_prevented(self) -> bool:
        """Say whether the gesture itself is held, rather than what it did taken away."""
        return self.way in PREVENTED

    @property
    def is_shown(self) -> bool:
        """Say whether the same eyes and hands saw a leak without the product, and made every try with it."""
        return self.leaks_without > 0 and not self.trouble


class LeakCount:
    """A desktop with everything that reads, opened for a count and closed after it."""

    def __init__(self, folder: Path, say: Callable[[str], object] = print, pace: float = HAND) -> None:
        self._pace = pace
        self._say = say
        self._folder = folder
        self._stack = ExitStack()
        self._numbers = siblings()
        self._before: dict[str, Opened] = {}

    def __enter__(self) -> Self:
        try:
            self._bed = Bed(self._folder)
            self._stack.callback(self._bed.stop)
            self._bed.open(*SCREEN)
            display = self._bed.environment["DISPLAY"]
            self._hand, self._windows, self._foreign = Hand(display), Windows(display), Foreign(display)
            self._hostile = Hostile(self._bed)
            for each in (self._hand, self._windows, self._foreign, self._hostile):
                self._stack.callback(each.close)
            self._managers = Managers(self._bed)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def rows(self, wanted: Mapping[str, Sequence[str]], tries: int) -> list[Row]:
        """Count `tries` of each way of each wanted program."""
        rows = [Row(program, way) for program, ways in wanted.items() for way in ways]
        for name, hands in self._opened(rows, "without"):
            for row in (each for each in rows if each.program == name):
                self._show(hands, row)
        self._show_managers()
        seat = SignedIn(self._bed, self._hand, POLICY)
        self._stack.callback(seat.close)
        for name, hands in self._opened(rows, "with"):
            for row in (each for each in rows if each.program == name and each.leaks_without):
                self._count(hands, row, tries)
                if not seat.is_open():
                    row.trouble = f"the seat is locked ({seat.why_closed()})"
                self._say(told(row))
        return rows

    def _opened(self, rows: Sequence[Row], folder: str) -> Iterator[tuple[str, Hands]]:
        """Open one program after the other; what is wrong with one becomes its rows' trouble."""
        for name in dict.fromkeys(row.program for row in rows):
            program = PROGRAMS[name](self._bed, self._hand, self._folder / f"{name}-{folder}", self._before.get(name))
            self._before[name] = program
            desk = Desk(self._hand, program, self._hostile, self._foreign, self._windows)
            try:
                hands = Hands(desk, self._pace)
                hands.settle()
                yield name, hands
            finally:
                program.close()

    def _show(self, hands: Hands, row: Row) -> None:
        """Try without the product until the number leaks."""
        while not row.leaks_without and row.without < MOST_WITHOUT:
            row.without += 1
            try:
                hands.fill(next(self._numbers))
                row.leaks_without += hands.attempt(row.way).leaked
            except AssertionError as error:
                row.trouble = str(error)
                return

    def _show_managers(self) -> None:
        """Have every clipboard manager keep a number that stays there: each looks when it likes, and may miss one."""
        numbers: list[str] = []
        put_at = float("-inf")

        def keep() -> bool:
            nonlocal put_at
            if time.monotonic() - put_at > MISSED_AFTER:
                numbers.append(next(self._numbers))
                self._foreign.put(numbers[-1])
                put_at = time.monotonic()
            kept = self._managers.kept().values()
            return all(any(holds(each, number) for number in numbers) for each in kept)

        eventually(keep, "every manager keeps")

    def _count(self, hands: Hands, row: Row, tries: int) -> None:
        began, unmade = time.monotonic(), 0
        while row.tries < tries and unmade < MOST_UNMADE and not row.trouble:
            try:
                hands.fill(next(self._numbers))
            except AssertionError as error:
                row.trouble = str(error)
                break
            for _ in range(min(NUMBER_LASTS, tries - row.tries)):
                try:
                    tried = hands.attempt(row.way)
                except AssertionError as error:
                    row.trouble = str(error)
                    break
                unmade += not tried.made
                row.tries += tried.made
                row.leaks += tried.leaked
                row.held_leaks += "CLIPBOARD" in tried.by or (tried.leaked and row.is_prevented)
                row.dropped += "drop" in tried.by
                if tried.leaked and row.way in {"cut", "paste"}:
                    break
            for name, kept in self._managers.kept().items():
                row.kept[name] = row.kept.get(name, 0) + holds(kept, hands.number)
        if row.tries < tries and not row.trouble:
            row.trouble = f"the gesture came to nothing {unmade} times"
        row.seconds = time.monotonic() - began


def told(row: Row) -> str:
    """Return a row in words."""
    if not row.leaks_without:
        return (
            f"{row.program:12} {row.way:10} not shown: no leak without the product in {row.without} tries {row.trouble}"
        )
    control = "prevention" if row.is_prevented else "guard only"
    kept = ", ".join(f"{name} {count}" for name, count in row.kept.items())
    lost = "" if row.is_prevented else " (races that the guard lost)"
    dropped = f", {row.dropped} where it was dropped" if row.way == "drag" else ""
    return (
        f"{row.program:12} {row.way:10} {control}: {row.leaks} leaks of {row.tries} tries{lost}{dropped};"
        f" kept by {kept}; without the product {row.leaks_without} of {row.without}; {row.seconds:.0f} s {row.trouble}"
    )


EVERYTHING: Mapping[str, Sequence[str]] = {name: tuple(WAYS) for name in PROGRAMS}
