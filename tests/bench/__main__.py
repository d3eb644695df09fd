"""`make bench`: the figures of the product as it runs, as a table and in build/bench.json."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import psutil
from rich.console import Console
from rich.table import Table

from tests.bench import (
    captures,
    chords,
    crm,
    detect,
    executing,
    extension,
    idling,
    leaks,
    ledger,
    lock,
    oracle,
    ordinary,
    painter,
    policies,
    revoking,
    seat,
    strangers,
    taking,
)
from tests.bench.figure import Figure
from tests.demo.acts import Acts
from tests.demo.scene import Scene

OUT = Path("build/bench.json")
SEED = 20_260
Measure = Callable[[Scene], tuple[Figure, ...]]
CALM: dict[str, Measure] = {
    "mask": seat.masking,
    "clipboard": seat.clipboard,
    "ship": seat.shipping,
    "idle": seat.cost,
    "busy": seat.busy,
    "start": seat.starting,
}
DESKLESS: dict[str, Callable[[], tuple[Figure, ...]]] = {
    "detect": detect.figures,
    "extension": extension.figures,
    "policy": policies.figures,
    "ledger": ledger.figures,
    "verify": oracle.figures,
    "revoke": revoking.figures,
}
Say = Callable[[str], object]
APART: dict[str, Callable[[Say], tuple[Figure, ...]]] = {
    "capture": captures.figures,
    "exec": executing.figures,
    "idling": idling.figures,
    "keys": chords.figures,
    "painter": painter.figures,
    "seize": taking.figures,
    "strangers": strangers.figures,
}
"""Groups with a desktop of their own."""
LONG: dict[str, Callable[[Say], tuple[Figure, ...]]] = {"leaks": leaks.figures, "shift": ordinary.figures}
"""Groups that take longer than all others together: run by their name alone."""


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=(*DESKLESS, *CALM, "crm", "lock", *APART, *LONG))
    only = parser.parse_args().only
    console = Console(width=None if sys.stdout.isatty() else 160)
    figures: list[Figure] = []
    for name, take in DESKLESS.items():
        if only in (None, name):
            figures += _taken(name, take, console)
    for name, take_apart in (APART | LONG).items():
        if only == name or (only is None and name in APART):
            figures += _taken(name, partial(take_apart, console.print), console)
    if only not in {*DESKLESS, *APART, *LONG}:
        figures += _on_a_desktop(only, console)
    _print(console, figures)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": _machine(), "figures": figures}), indent=2))
    return 0


def _on_a_desktop(only: str | None, console: Console) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as pictures, Acts(Path(pictures), SEED, console.print) as acts:
        if only in (None, "crm"):
            figures += _taken("crm", partial(crm.figures, acts), console)
        if only not in {"crm", "lock"}:
            with seat.running(acts, "policy-calm.toml") as scene:
                for name, measure in CALM.items():
                    if only in (None, name):
                        figures += _taken(name, partial(measure, scene), console)
        if only in (None, "lock"):
            with seat.running(acts, "policy.toml", seat.ANY_CODE) as scene:
                for measure in (seat.covering, lock.opening, lock.exposures):
                    figures += _taken("lock", partial(measure, scene), console)
    return figures


def _taken(name: str, take: Callable[[], tuple[Figure, ...]], console: Console) -> tuple[Figure, ...]:
    console.print(f"Measuring {name} …")
    try:
        return take()
    except AssertionError as error:
        return (Figure(id=name, value=None, unit="", how=f"could not be taken: {error}"),)


def _print(console: Console, figures: list[Figure]) -> None:
    table = Table(title="Deskwarden bench", show_lines=False)
    for column in ("Figure", "Value", "Target", "Met", "Beside it", "n", "How"):
        table.add_column(column, overflow="fold")
    for figure in sorted(figures, key=lambda each: {False: 0, None: 1, True: 2}[each.met]):
        beside = f"{figure.peer}: {figure.peer_value}" if figure.peer else ""
        met = {True: "yes", False: "[bold]no[/]", None: ""}[figure.met]
        value = "none" if figure.value is None else f"{figure.value} {figure.unit}"
        target = "" if figure.target is None else f"{figure.target} {figure.unit}"
        table.add_row(figure.id, value, target, met, beside, str(figure.n or ""), figure.how)
    console.print(table)


def _machine() -> dict[str, object]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "display": "Xvfb",
    }


sys.exit(main())
