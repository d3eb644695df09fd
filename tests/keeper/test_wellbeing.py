"""The keeper's look at itself: it is told even where the ledger and the disk under it fail, for then it is wanted."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.fakes.vault import FakeVault
from tests.keeper.running import NO_RULES, RunningKeeper
from workstation.diagnosis import diagnose
from workstation.keeper.glasskey import GlassKey
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.shipper import Shipping
from workstation.keeper.wellbeing import Wellbeing

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def wellbeing(tmp_path: Path) -> Wellbeing:
    keeper = RunningKeeper(tmp_path / "keeper")
    keeper.peer("status")
    keeper.stop()
    enrolment = SimpleNamespace(url="https://store:8443")
    shipping = Shipping(answers=True, since=NOW - timedelta(hours=1), waiting=0)
    return Wellbeing(
        folder=tmp_path / "keeper",
        assurance="trial",
        enrolment=cast("Any", enrolment),
        slot=keeper.slot,
        ledger=keeper.ledger,
        shipper=cast("Any", SimpleNamespace(shipping=shipping)),
        published=None,
        vault=SealedVault(FakeVault(), None),
        glass_key=GlassKey(FakeVault(), lambda: bytes(32)),
    )


def test_it_says_whether_a_break_glass_code_could_be_judged(wellbeing: Wellbeing) -> None:
    assert not wellbeing.health(NO_RULES, NOW).takes_glass_codes
    wellbeing.glass_key.heard()
    assert wellbeing.health(NO_RULES, NOW).takes_glass_codes


def test_a_closed_ledger_and_a_lost_folder_leave_a_diagnosis(wellbeing: Wellbeing, tmp_path: Path) -> None:
    (tmp_path / "keeper").rename(tmp_path / "lost")
    health = wellbeing.health(NO_RULES, NOW)
    assert health.store.receipted_at is None
    assert (health.ledger.free_bytes, health.ledger.free_share) == (0, 0.0)
    assert "disk" in [each.what for each in diagnose(health) if each.grade == "fault"]
