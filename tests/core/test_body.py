"""What a report may hold."""

# SPDX-License-Identifier: Apache-2.0

from workstation.detect.classes import ALL
from workstation.facts.body import CLASSES_LIMIT
from workstation.policy.ownclass import MOST_CLASSES


def test_a_report_has_room_for_every_class_and_for_what_could_not_be_read() -> None:
    assert len(ALL) + MOST_CLASSES + 1 <= CLASSES_LIMIT
