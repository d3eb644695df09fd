"""Only a selection that is missed again and again for two seconds is one that nobody can read."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from workstation.desktop.x11.selectionhaste import Haste


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ((0.0, 0.9, 1.8, 2.1), True),
        ((0.0, 0.5, 1.9), False),
        ((0.0, 600.0, 600.5), False),
        ((0.0, 0.9, 1.8, 3.0, 3.9), False),
    ],
)
def test_it_is_told_after_two_seconds_without_a_pause(looks: tuple[float, ...], told: bool) -> None:
    haste = Haste()
    assert any(haste.came_late("CLIPBOARD", at) for at in looks) is told


def test_one_look_in_time_is_enough_and_each_selection_counts_for_itself() -> None:
    haste = Haste()
    assert not any(haste.came_late("CLIPBOARD", at) for at in (0.0, 0.9, 1.8))
    haste.came_in_time("CLIPBOARD")
    assert not haste.came_late("CLIPBOARD", 2.1)
    assert not haste.came_late("PRIMARY", 2.1)
