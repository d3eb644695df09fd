"""No real gesture gets a number out of a sensitive field, or into it, whoever reads; a share of the count.

`DESKWARDEN_LEAKS=n` tries every way of every program n times.
"""

# SPDX-License-Identifier: Apache-2.0

import os
from pathlib import Path

import pytest

from tests.leaks.leakcount import EVERYTHING, LeakCount, told

pytestmark = pytest.mark.desktop

COUNT = int(os.environ.get("DESKWARDEN_LEAKS", "0"))
SHARE = {
    "Chromium": ("copy", "paste"),
    "Firefox": ("copy",),
    "GTK": ("copy",),
    "Qt": ("menu", "drag"),
}
TRIES = 5
UNHURRIED = 0.4
"""Whether the seat is before the quickest hand on a machine that does much else is a figure of the bench."""


def test_no_gesture_that_is_held_gets_a_number_anywhere(tmp_path: Path) -> None:
    with LeakCount(tmp_path, pace=UNHURRIED) as count:
        rows = count.rows(EVERYTHING if COUNT else SHARE, COUNT or TRIES)
    assert [told(row) for row in rows if not row.is_shown] == []
    assert [told(row) for row in rows if row.held_leaks] == []
    assert [told(row) for row in rows if row.dropped] == []
