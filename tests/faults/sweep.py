"""A scene on a disk whose nth call fails, for every n: `python -m tests.faults.sweep DISK SCENE` under the layer.

Prints one line for each kind of fault: how many calls were failed in turn. Any broken promise ends it.
"""

# SPDX-License-Identifier: Apache-2.0

import argparse
import random
import shutil
from functools import partial
from itertools import count
from pathlib import Path

from tests.faults.grip import FAULTS, Fault, Grip
from tests.faults.scenes import SCENES
from tests.faults.starts import STARTS
from workstation.errors import DeskwardenError

ALL = {**SCENES, **STARTS}


def sweep(disk: Path, grip: Grip, fault: Fault, name: str, step: int) -> int:
    """Fail one call of each `step` in turn until the scene makes no more; return how many were failed."""
    for turn in count():
        nth = turn * step + random.randint(1, step)  # noqa: S311 - seeded, to be played again
        folder = disk / "keeper"
        try:
            failed = ALL[name](folder, grip, partial(grip.arm, fault, nth))
        except (AssertionError, DeskwardenError, OSError) as error:
            grip.heal()
            error.add_note(f"{name}: {fault.name}, at call {nth}")
            raise
        shutil.rmtree(folder, ignore_errors=True)  # a fault at the first call leaves none
        if not failed:
            return turn
    raise AssertionError


def main() -> None:
    """Sweep a scene with all faults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("disk", type=Path)
    parser.add_argument("scene", choices=ALL)
    parser.add_argument("--step", type=int, default=1, help="fail one call of so many")
    parser.add_argument("--fault", choices=[fault.name for fault in FAULTS], help="all, unless one is named")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    random.seed(asked.seed)
    grip = Grip()
    for fault in (fault for fault in FAULTS if asked.fault in {None, fault.name}):
        failed = sweep(asked.disk, grip, fault, asked.scene, asked.step)
        print(f"{asked.scene}: {fault.name}: {failed} calls failed in turn", flush=True)


if __name__ == "__main__":
    main()
