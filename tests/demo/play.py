"""Plays rows one after the other, and asks the store for the entry of each."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import time
from datetime import UTC, datetime

from tests.demo.audit import Item
from tests.demo.product import NeverHappenedError
from tests.demo.row import Result, Row, Seen
from tests.demo.scene import Scene

STANDING = {"data.shown", "seat.locked", "seat.covered", "seat.signed_in"}
"""Kinds that are recorded once, before the row that asks for them."""


def play(scene: Scene, row: Row) -> Result:
    """Return what was seen of one row; its entry must be at the store as well."""
    if row.needs_open:
        _at_work(scene)
    after = scene.audit.last()
    began = datetime.now(UTC)
    try:
        seen = row.play(scene)
    except (NeverHappenedError, AssertionError, subprocess.SubprocessError) as error:
        seen = Seen(False, str(error) or type(error).__name__)
    entry = _entry(scene, row, after, patience=10 if seen.held else 0)
    if seen.held and entry is None:
        seen = Seen(False, f"{seen.what}; but no entry {row.entry} at the store")
    return Result(
        id=row.id,
        title=row.title,
        attack=row.attack,
        expected=row.expected,
        observed=seen.what,
        held=seen.held,
        latency_ms=_latency(entry, began),
        store_seq=None if entry is None else int(entry["store_seq"]),
    )


def _at_work(scene: Scene) -> None:
    """Have somebody at the desk: unlocked, and the idle time begun anew."""
    if scene.covered():
        scene.unlock()
    scene.stage.move()


def _entry(scene: Scene, row: Row, after: int, patience: float) -> Item | None:
    """Return the row's entry: made by the attack, or (what is shown is recorded once) standing there already."""
    since = 0 if row.entry in STANDING else after
    until = time.monotonic() + patience
    while True:
        for item in scene.audit.entries(since):
            if item["kind"] == row.entry and row.application.lower() in str(item["body"]["application"]).lower():
                return item
        if time.monotonic() > until:
            return None
        time.sleep(0.05)


def _latency(entry: Item | None, began: datetime) -> float | None:
    """Return milliseconds from the attack's begin to the entry's arrival; None for an entry that stood there before."""
    if entry is None:
        return None
    arrived = datetime.fromisoformat(str(entry["received_at"]))
    return None if arrived < began else (arrived - began).total_seconds() * 1000
