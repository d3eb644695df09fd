"""The figures of the ledger: an entry that is encrypted, chained and durable, beside this disk's own rate."""

# SPDX-License-Identifier: Apache-2.0

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure, judged
from tests.keeper.running import RunningKeeper, hear
from tests.samples import COPY, KEYS, SHOWN
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.link.messages import Recorded, Report

SEAT = "00000000-0000-4000-8000-000000000001/1"
CRUZ = Subject(agent="J. Cruz", team="cards")
ROUNDS = 7
SINGLE = 300
BATCH = [(CRUZ, COPY)] * 500
PAGE = bytes(4096)
BURST = 100


def figures() -> tuple[Figure, ...]:
    """Measure on the disk under `build/`, in rounds that take turns with what they are compared with."""
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build") as folder:
        return (*_single(Path(folder)), *_batches(Path(folder)), _burst(Path(folder)), _sealing_journal())


def _single(folder: Path) -> tuple[Figure, ...]:
    path = folder / "single.db"
    with closing(SqliteLedger(path, KEYS)) as ledger, (folder / "plain").open("wb") as plain:

        def sync() -> None:
            plain.write(PAGE)
            plain.flush()
            os.fdatasync(plain.fileno())

        _rate(lambda: ledger.append(SEAT, CRUZ, COPY))
        pairs = [(_rate(lambda: ledger.append(SEAT, CRUZ, COPY)), _rate(sync)) for _ in range(ROUNDS)]
    size = round(path.stat().st_size / (SINGLE * (ROUNDS + 1)))
    ours, disk = (median(rates) for rates in zip(*pairs, strict=True))
    ratio = median(one / other for one, other in pairs)
    how = f"{ours:,.0f} entries a second beside 4 KiB appended and fdatasync; {size} bytes an entry"
    return (
        judged(
            Figure(
                id="ledger.single.ratio_fdatasync",
                value=round(ratio, 2),
                unit="x",
                target=0.9,
                better="higher",
                peer="fdatasync, a second",
                peer_value=round(disk),
                n=ROUNDS * SINGLE,
                how=how,
            )
        ),
    )


def _batches(folder: Path) -> tuple[Figure, ...]:
    full, off = folder / "full.db", folder / "off.db"
    cpu: list[float] = []
    ratios: list[float] = []
    with closing(SqliteLedger(full, KEYS)) as durable, closing(SqliteLedger(off, KEYS)) as careless:
        careless._db.execute("PRAGMA synchronous = OFF")
        for _ in range(ROUNDS + 1):
            began = time.process_time()
            ours = _seconds(lambda: durable.append_all(SEAT, BATCH))
            cpu.append((time.process_time() - began) / (10 * len(BATCH)) * 1e6)
            ratios.append(_seconds(lambda: careless.append_all(SEAT, BATCH)) / ours)
    how = "10 batches of 500 a round, the first round left out"
    count = ROUNDS * 10 * len(BATCH)
    return (
        judged(
            Figure(
                id="ledger.batch.ratio_syncoff",
                value=round(median(ratios[1:]), 2),
                unit="x",
                target=0.85,
                better="higher",
                peer="the same, synchronous=OFF",
                n=count,
                how=how,
            )
        ),
        judged(Figure(id="ledger.cpu_us", value=round(median(cpu[1:]), 1), unit="µs", target=12, n=count, how=how)),
    )


def _burst(folder: Path) -> Figure:
    keeper = RunningKeeper(folder)
    seat, _, _ = keeper.open_seat()

    def confirmed(many: int) -> float:
        began = time.perf_counter()
        for number in range(many):
            seat.send(Report(number=number, body=SHOWN))
        for _ in range(many):
            hear(seat, Recorded)
        return time.perf_counter() - began

    pairs = [(confirmed(BURST), sum(confirmed(1) for _ in range(BURST))) for _ in range(ROUNDS + 1)][1:]
    keeper.stop()
    together, alone = (median(seconds) for seconds in zip(*pairs, strict=True))
    return judged(
        Figure(
            id="ledger.burst.ratio_alone",
            value=round(median(one / other for one, other in pairs), 2),
            unit="x",
            target=0.5,
            peer="as many, each sent once the one before is confirmed, ms",
            peer_value=round(alone * 1e3, 1),
            n=ROUNDS * BURST,
            how=f"{BURST} reports sent at once over the link until each is confirmed: {together * 1e3:.1f} ms",
        )
    )


def _sealing_journal() -> Figure:
    return Figure(
        id="ledger.single.ratio_fss",
        value=None,
        unit="x",
        target=4,
        better="higher",
        how="journald writes only where it is the machine's journal: its daemon cannot be run beside",
    )


def _rate(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(SINGLE):
        work()
    return SINGLE / (time.perf_counter() - began)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(10):
        work()
    return time.perf_counter() - began
