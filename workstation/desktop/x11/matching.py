"""Which window of the screen each window is that a program tells of."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from workstation.desktop.x11.regions import likeness, moved
from workstation.desktop.x11.scaling import BY_OUTPUT, factor_between, scaled, scaled_about, whole_factor_between
from workstation.desktop.x11.shown import Frame, Told
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.place import Rect

ALIKE, SURE = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Match:
    """The windows that a frame may be, more than one as long as nobody can tell; and its program's scale factor.

    One of a program that scales each output by itself is on one `output`.
    """

    windows: tuple[Window, ...]
    factor: float
    output: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    frame: Frame
    window: Window
    score: tuple[bool, int, float, bool, int]
    output: Rect | None


def matched(
    frames: Mapping[Frame, Told], stack: Stack, titles: Mapping[int, str], bound: Mapping[Frame, int]
) -> dict[Frame, Match]:
    """Return the viewable window that each frame is: of the same process, at the same place, of the same title.

    A program may list windows that are not on the screen; those are left out. One whose process nobody can tell (it
    speaks through a proxy) is known by its place alone. What was `bound` stays so unless titles tell otherwise. Of
    frames and windows that nothing tells apart every frame is every window.
    """
    factors = {program: _factor(of_it, stack) for program, of_it in _by_program(frames).items()}
    pairs = [
        pair
        for frame, told in frames.items()
        for pair in _pairs(frame, told, factors[frame.node.sender], (stack, titles), bound.get(frame))
    ]
    found: dict[Frame, Match] = {}
    taken: set[int] = set()
    for _, equals in groupby(sorted(pairs, key=attrgetter("score"), reverse=True), key=attrgetter("score")):
        free = [pair for pair in equals if pair.frame not in found and pair.window.client not in taken]
        for frame in dict.fromkeys(pair.frame for pair in free):
            windows = tuple(pair.window for pair in free if pair.frame == frame)
            found[frame] = Match(windows, factors[frame.node.sender], next(p.output for p in free if p.frame == frame))
        taken.update(pair.window.client for pair in free)
    return found


def unclaimed(frame: Frame, stack: Stack, titles: Mapping[int, str], claimed: Iterable[int]) -> tuple[Window, ...]:
    """Return the ordinary windows that the process of `frame` shows and that nobody tells of."""
    known = frozenset(claimed)
    windows = (window for window in stack.windows if window.pid == frame.pid)
    return tuple(window for window in windows if window.client in titles and window.client not in known)


def _pairs(
    frame: Frame, told: Told, factor: float, screen: tuple[Stack, Mapping[int, str]], bound: int | None
) -> list[_Pair]:
    stack, titles = screen
    alike = {
        window: max(
            (_likeness(place, window), output)
            for output, place in enumerate(_places(frame, told, factor, stack, window))
        )
        for window in _of(frame, stack)
    }
    near = {window: much for window, (much, _) in alike.items() if much >= ALIKE}
    named = {window: _agreement(told.title, titles.get(window.client, "")) for window in near}
    best = max(named.values(), default=0)
    return [
        _Pair(
            frame=frame,
            window=window,
            score=(
                window.client == bound and named[window] == best,
                named[window] if frame.is_relative else 0,
                round(much, 2),
                told.is_showing,
                named[window],
            ),
            output=stack.monitors[alike[window][1]] if _is_by_output(frame, stack) else None,
        )
        for window, much in near.items()
    ]


def _is_by_output(frame: Frame, stack: Stack) -> bool:
    return frame.toolkit in BY_OUTPUT and bool(stack.monitors)


def _places(frame: Frame, told: Told, factor: float, stack: Stack, window: Window) -> Sequence[Rect]:
    """Return where a frame may be that is taken for `window`: in one place, or in one for each output."""
    if frame.is_relative:
        return [moved(scaled(told.rect, factor), window.rect.x, window.rect.y)]
    if not _is_by_output(frame, stack):
        return [scaled(told.rect, factor)]
    return [scaled_about(told.rect, factor, (output.x, output.y)) for output in stack.monitors]


def _by_program(frames: Mapping[Frame, Told]) -> dict[str, dict[Frame, Told]]:
    programs: dict[str, dict[Frame, Told]] = {}
    for frame, told in frames.items():
        programs.setdefault(frame.node.sender, {})[frame] = told
    return programs


def _factor(frames: Mapping[Frame, Told], stack: Stack) -> float:
    """Return the one scale of a program: of its largest window that it explains; a plain 1 where that explains any."""
    explained = [
        (real.width * real.height, factor)
        for frame, told in frames.items()
        for window in _of(frame, stack)
        for real in (window.rect, window.outer)
        if (factor := _explaining(frame, told, window, real, stack)) is not None
    ]
    return 1.0 if any(factor == 1.0 for _, factor in explained) else max(explained, default=(0, 1.0))[1]


def _explaining(frame: Frame, told: Told, window: Window, real: Rect, stack: Stack) -> float | None:
    """Return the scale by which a frame would be at `real`; None where it is not, or one of GTK 4 not in a shadow."""
    if frame.is_relative:
        return whole_factor_between(told.rect, window.rect)
    factor = factor_between(told.rect, real)
    if factor is None:
        return None
    best = max(likeness(place, real) for place in _places(frame, told, factor, stack, window))
    return factor if best >= _sure(real) else None


def _sure(real: Rect) -> float:
    """Return how alike is the same: rounding weighs more in small windows."""
    return SURE - min(0.2, 8 / max(min(real.width, real.height), 1))


def _of(frame: Frame, stack: Stack) -> Sequence[Window]:
    own = [window for window in stack.windows if window.pid == frame.pid]
    return own or stack.windows


def _likeness(rect: Rect, window: Window) -> float:
    return max(likeness(rect, window.rect), likeness(rect, window.outer))


def _agreement(name: str, title: str) -> int:
    """Return how far an accessible name and a title are the same: 2 altogether, 1 where one only begins so."""
    if not name or not title:
        return 0
    return 2 if name == title else int(name.startswith(title) or title.startswith(name))
