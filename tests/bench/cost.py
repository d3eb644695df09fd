"""What processes cost: proportional memory, CPU time from schedstat, wake-ups from context switches."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Sequence
from pathlib import Path

import psutil


def pss_mb(processes: Sequence[psutil.Process]) -> float:
    """Return the proportional set size of `processes` together, in megabytes."""
    return round(sum(process.memory_full_info().pss for process in processes) / 1e6, 1)


def idle_cost(processes: Sequence[psutil.Process], seconds: float) -> tuple[float, float]:
    """Return CPU per cent of one core and wake-ups a second of `processes` over `seconds`."""
    ran, woke = _ran_ns(processes), _woken(processes)
    time.sleep(seconds)
    return (
        round((_ran_ns(processes) - ran) / 1e9 / seconds * 100, 3),
        round((_woken(processes) - woke) / seconds, 1),
    )


def _ran_ns(processes: Sequence[psutil.Process]) -> int:
    files = (path for each in processes for path in Path(f"/proc/{each.pid}/task").glob("*/schedstat"))
    return sum(int(path.read_text().split()[0]) for path in files)


def _woken(processes: Sequence[psutil.Process]) -> int:
    total = 0
    for each in processes:
        for path in Path(f"/proc/{each.pid}/task").glob("*/status"):
            total += sum(int(line.split()[1]) for line in path.read_text().splitlines() if "ctxt_switches" in line)
    return total
