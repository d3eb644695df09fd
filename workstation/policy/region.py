"""A named part of a window, told by distances from the window's edges."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from workstation.facts.place import Rect
from workstation.policy.scope import Table

_Distance = Annotated[int, Meta(ge=0, le=20_000)]
_Length = Annotated[int, Meta(ge=1, le=20_000)]
AXES = (("left", "right", "width"), ("top", "bottom", "height"))


class Region(Table, frozen=True, kw_only=True):
    """A part of a window: two of left, right and width, and two of top, bottom and height, in pixels of the screen."""

    name: Annotated[
        str, Meta(min_length=1, max_length=40, description='what the agent reads on it, such as "Card panel"')
    ]
    left: Annotated[_Distance | None, Meta(description="whole pixels from 0 to 20000 from the left edge")] = None
    right: Annotated[_Distance | None, Meta(description="whole pixels from 0 to 20000 from the right edge")] = None
    width: Annotated[_Length | None, Meta(description="whole pixels from 1 to 20000")] = None
    top: Annotated[_Distance | None, Meta(description="whole pixels from 0 to 20000 from the upper edge")] = None
    bottom: Annotated[_Distance | None, Meta(description="whole pixels from 0 to 20000 from the lower edge")] = None
    height: Annotated[_Length | None, Meta(description="whole pixels from 1 to 20000")] = None

    def inside(self, window: Rect) -> Rect | None:
        """Return its pixels in a window that is at `window`, None where the window is too small to show any."""
        x, width = _span(self.left, self.right, self.width, window.width)
        y, height = _span(self.top, self.bottom, self.height, window.height)
        return Rect(window.x + x, window.y + y, width, height).meet(window)

    def untold(self) -> Iterator[tuple[str, str, str]]:
        """Yield the keys of each axis along which it is not exactly two of them that say where it is."""
        for keys in AXES:
            if sum(getattr(self, key) is not None for key in keys) != 2:  # noqa: PLR2004 - a start and an end
                yield keys

    def area(self) -> tuple[int | None, ...]:
        """Return where it is, whatever it is called."""
        return self.left, self.right, self.width, self.top, self.bottom, self.height


def _span(start: int | None, end: int | None, length: int | None, whole: int) -> tuple[int, int]:
    """Return where it begins and how long it is, along an edge of `whole` pixels; without a length it stretches."""
    if length is None:
        return start or 0, whole - (start or 0) - (end or 0)
    return (start, length) if start is not None else (whole - (end or 0) - length, length)
