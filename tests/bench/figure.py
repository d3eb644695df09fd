"""One figure, and how a series of tries becomes one."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from typing import Literal

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A measured value with its target; `value` is None where it could not be taken, and `how` says why."""

    id: str
    value: float | None
    unit: str
    how: str
    target: float | None = None
    better: Literal["lower", "higher"] = "lower"
    met: bool | None = None
    peer: str | None = None
    peer_value: float | None = None
    n: int = 0


def judged(figure: Figure) -> Figure:
    """Return the figure with `met` filled in."""
    if figure.value is None or figure.target is None:
        return figure
    met = figure.value <= figure.target if figure.better == "lower" else figure.value >= figure.target
    return msgspec.structs.replace(figure, met=met)


def percentile(tries: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the tries lie."""
    ordered = sorted(tries)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def latencies(name: str, tries: Sequence[float], target: float | None, how: str) -> tuple[Figure, ...]:
    """Return p50 and p95 of `tries` (seconds) in milliseconds; the target is the p95's."""
    if not tries:
        return (Figure(id=f"{name}.p95_ms", value=None, unit="ms", how=f"no try succeeded: {how}"),)
    count = len(tries)
    middle = Figure(id=f"{name}.p50_ms", value=round(percentile(tries, 0.5) * 1e3, 2), unit="ms", how=how, n=count)
    worst = round(percentile(tries, 0.95) * 1e3, 2)
    return middle, judged(Figure(id=f"{name}.p95_ms", value=worst, unit="ms", how=how, target=target, n=count))
