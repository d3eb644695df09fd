"""Display scaling: how many pixels of the screen stand for one pixel that a program tells of."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from workstation.desktop.x11.regions import meet, moved
from workstation.facts.place import Rect

LEAST, MOST = 0.5, 5.0
USUAL_STEPS = (4, 20, 96)
BY_OUTPUT = frozenset({"Qt"})
PAGES_IN_REAL_PIXELS = frozenset({"Chromium"})


@dataclass(frozen=True, slots=True)
class Scale:
    """What one told pixel measures on the screen: in the program's own parts, and inside of web pages.

    A program that scales each output by itself tells where an output begins as it is; `outputs` are those it is on.
    """

    own: float = 1.0
    page: float = 1.0
    outputs: tuple[Rect, ...] = ()

    def about(self, told: Rect) -> tuple[int, int]:
        """Return the place from which `told` is scaled: where the output begins that it is on."""
        on = (each for each in self.outputs if meet(each, Rect(told.x, told.y, 1, 1)))
        output = self.outputs[0] if len(self.outputs) == 1 else next(on, None)
        return (output.x, output.y) if output else (0, 0)


UNSCALED = Scale()


class Scales:
    """The scale of every program, by its name on the bus, as its windows last showed it; lives in the loop's thread."""

    def __init__(self) -> None:
        self._known: dict[str, Scale] = {}

    def of(self, sender: str) -> Scale:
        """Return the scale of a program, 1 where none is known."""
        return self._known.get(sender, UNSCALED)

    def learn(self, sender: str, scale: Scale) -> bool:
        """Take `scale` for true from now on; say whether it is another than before."""
        is_new = self.of(sender) != scale
        self._known[sender] = scale
        return is_new

    def leave(self, sender: str) -> None:
        """Forget a program that ended."""
        self._known.pop(sender, None)


def scale_of(toolkit: str, factor: float, outputs: Iterable[Rect] = ()) -> Scale:
    """Return the scale of a program whose windows are `factor` times as large as told, as was measured."""
    return Scale(own=factor, page=1.0 if toolkit in PAGES_IN_REAL_PIXELS else factor, outputs=tuple(outputs))


def factor_between(told: Rect, real: Rect) -> float | None:
    """Return what to multiply `told` by to be as large as `real`; None where its two axes do not agree."""
    if min(told.width, told.height, real.width, real.height) <= 0:
        return None
    long, short = (told.width, real.width), (told.height, real.height)
    if told.height > told.width:
        long, short = short, long
    factor = _usual(long[1] / long[0], *long)
    fits = abs(short[0] * factor - short[1]) <= 1 + factor
    return factor if fits and LEAST <= factor <= MOST else None


def whole_factor_between(told: Rect, real: Rect) -> float | None:
    """Return the largest whole number by which `told` fits into `real`, which may have a shadow around it."""
    if min(told.width, told.height) <= 0:
        return None
    factor = min(real.width // told.width, real.height // told.height)
    return float(factor) if 1 <= factor <= MOST else None


def scaled(rect: Rect, factor: float) -> Rect:
    """Return `rect` in pixels of the screen, grown by what the program may have rounded away; nothing stays nothing."""
    if factor == 1.0 or rect.width <= 0 or rect.height <= 0:
        return rect
    lost = ceil(factor / 2)
    x, y = floor(rect.x * factor) - lost, floor(rect.y * factor) - lost
    right = ceil((rect.x + rect.width) * factor) + lost
    bottom = ceil((rect.y + rect.height) * factor) + lost
    return Rect(x, y, right - x, bottom - y)


def scaled_about(rect: Rect, factor: float, about: tuple[int, int]) -> Rect:
    """Return the same for a program that counts from `about`."""
    x, y = about
    return moved(scaled(moved(rect, -x, -y), factor), x, y)


def _usual(factor: float, told: int, real: int) -> float:
    """Return the setting that a person would have chosen, as long as it explains both lengths."""
    near = (round(factor * steps) / steps for steps in USUAL_STEPS)
    return next((usual for usual in near if abs(told * usual - real) <= 1), factor)
