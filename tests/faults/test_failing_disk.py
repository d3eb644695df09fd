"""A disk whose nth call fails: nothing acknowledged is lost, nothing refused is dropped, nothing ends by a fault.

By default one call of twenty is failed, a printed seed says which; `DESKWARDEN_FAULTS=n` fails every one in turn, and
has n keepers live through each fault that lasts.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import random
from pathlib import Path

import pytest

from tests.faults.grip import FAILED_SYNC, FAULTS
from tests.faults.layer import run_on
from tests.faults.scenes import SCENES
from tests.faults.starts import STARTS

LIVES = int(os.environ.get("DESKWARDEN_FAULTS", "0"))
STEP = 1 if LIVES else 20


@pytest.fixture
def seed() -> str:
    chosen = str(random.randrange(1_000_000))  # noqa: S311 - printed, so that a failure can be played again
    print(f"seed {chosen}")
    return chosen


@pytest.mark.parametrize("scene", [*SCENES, *STARTS])
def test_a_disk_that_fails_at_any_call_breaks_no_promise(tmp_path: Path, seed: str, scene: str) -> None:
    told = run_on(tmp_path, "tests.faults.sweep", scene, "--step", str(STEP), "--seed", seed)
    print(told)
    assert len(told.splitlines()) == len(FAULTS)


@pytest.mark.parametrize("what", ["a ledger is made", "a store is made"])
def test_what_confirms_opens_with_its_write_ahead_log_or_not_at_all(tmp_path: Path, what: str) -> None:
    print(run_on(tmp_path, "tests.faults.sweep", what, "--fault", FAILED_SYNC.name))


def test_a_keeper_whose_disk_fails_closes_its_seat_and_goes_on_once_it_works(tmp_path: Path, seed: str) -> None:
    told = run_on(tmp_path, "tests.faults.keeperlife", "--lives", str(LIVES or 1), "--seed", seed)
    print(told)
    assert len(told.splitlines()) == (LIVES or 1) * sum(fault.lasting for fault in FAULTS)
