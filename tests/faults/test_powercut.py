"""A power cut at every moment: what was acknowledged is on the disk, whatever else is lost, kept, torn or mixed.

A life of ledger and vault is written down by the fault layer and its disk built anew for each cut, once at every moment
in a way that a printed seed picks. `DESKWARDEN_POWERCUTS=n` cuts n times at every moment in each of all ways, and again
in lives in which one sync had failed before, every one in turn.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.cut import Cut
from tests.faults.disk import Disk
from tests.faults.journal import Record, records
from tests.faults.layer import run_on
from tests.faults.promises import Promises

CUTS = int(os.environ.get("DESKWARDEN_POWERCUTS", "0"))
FAILING_SYNCS = 3
SHARE = min(CUTS / 20, 1.0) if CUTS else 0.2  # of the moments of each life in which a sync failed
MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory: thousands of them are built and none is kept


class Life(NamedTuple):
    """What happened on a disk, and whether the fault that was asked for came about."""

    disk: Path
    written: tuple[Record, ...]
    failed: bool


@pytest.fixture
def image() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder) / "image"


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(1_000_000)  # noqa: S311 - printed, so that a failure can be played again
    print(f"seed {seed}")
    return random.Random(seed)  # noqa: S311


def lived(folder: Path, *arguments: str) -> Life:
    disk, journal = folder / "disk", folder / "journal"
    disk.mkdir(parents=True)
    failed = run_on(disk, "tests.faults.life", *arguments, journal=journal)
    return Life(disk, tuple(records(journal)), failed.strip() == "1")


def every_way(chance: random.Random) -> list[Cut]:
    return [Cut(way, chance.randrange(1 << 32)) for way in Cut.WAYS for _ in range(CUTS)]


def any_way(chance: random.Random) -> list[Cut]:
    return [Cut(chance.choice(Cut.WAYS), chance.randrange(1 << 32))]


def broken(life: Life, cuts: Callable[[int], list[Cut]], image: Path) -> list[str]:
    """Return how cuts broke a promise, where they did."""
    model, promises, found, played = Disk(life.disk), Promises(), list[str](), 0
    for at in range(len(life.written) + 1):
        for cut in cuts(at):
            played += 1
            shutil.rmtree(image, ignore_errors=True)
            model.write_out(cut, image)
            try:
                promises.check(image / "keeper")
            except Exception as error:  # noqa: BLE001 - whatever a start after a power cut ends by is found
                found.append(f"after {at} changes, {cut.way} (seed {cut.seed}): {error!r}")
        if at < len(life.written):
            if life.written[at].op == "m":
                promises.hear(life.written[at].name)
            model.follow(life.written[at])
    print(f"{played} power cuts in a life of {len(life.written)} changes")
    return found


def test_nothing_acknowledged_is_lost_by_a_power_cut(tmp_path: Path, image: Path, chance: random.Random) -> None:
    ways = every_way if CUTS else any_way
    assert broken(lived(tmp_path), lambda _: ways(chance), image) == []


def test_nothing_acknowledged_is_lost_by_a_power_cut_after_a_sync_that_failed(
    tmp_path: Path, image: Path, chance: random.Random
) -> None:
    which = count(1) if CUTS else iter(chance.sample(range(1, 150), FAILING_SYNCS))
    for nth in which:
        life = lived(tmp_path / str(nth), "--failing", str(nth))
        if not life.failed:
            break
        assert broken(life, lambda _: any_way(chance) if chance.random() < SHARE else [], image) == []
        shutil.rmtree(tmp_path / str(nth))


def test_a_ledger_that_does_not_wait_for_the_disk_is_found_out(tmp_path: Path, image: Path) -> None:
    life = lived(tmp_path, "--gutted")
    assert broken(life, lambda at: [Cut("all lost", 0)] if at == len(life.written) else [], image)


def test_the_model_that_loses_nothing_is_the_disk_itself(tmp_path: Path, image: Path) -> None:
    life = lived(tmp_path)
    model = Disk(life.disk)
    for record in life.written:
        model.follow(record)
    model.write_out(Cut("all kept", 0), image)
    assert _files(image) == {name: held for name, held in _files(life.disk).items() if not name.endswith("-shm")}


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
