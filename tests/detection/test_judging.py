"""What counts as found, missed and a false alarm."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from tests.detection.labelled import Span, Text
from tests.detection.quality import HONEST, Report, compare

CARD = "4111 1111 1111 1111"


@dataclass(frozen=True)
class Finding:
    start: int
    end: int
    data_class: str = "card_number"


def _text(frame: tuple[int, int] = (5, 24)) -> Text:
    span = Span(
        start=5,
        end=24,
        data_class="card_number",
        kind="card_number",
        slice="checksummed",
        template="Card {card_number}",
        frame=frame,
    )
    return Text(text=f"Card {CARD} of the customer", layout="note", language="en", spans=(span,))


def _report(*findings: Finding, text: Text | None = None) -> Report:
    report = Report()
    compare(report, text or _text(), findings, {"card_number", "phone"})
    return report


def test_a_finding_over_the_value_counts() -> None:
    report = _report(Finding(5, 24))
    assert report.recall({"card_number"}, HONEST) == 1
    assert report.precision({"card_number"}) == 1


def test_half_of_the_value_is_enough_and_less_is_not() -> None:
    assert not _report(Finding(5, 15)).faults
    assert [fault.what for fault in _report(Finding(5, 14)).faults] == ["missed", "false alarm"]


def test_a_finding_twice_as_wide_as_the_value_does_not_count_outside_its_frame() -> None:
    assert _report(Finding(0, 44)).faults
    assert not _report(Finding(0, 44), text=_text(frame=(0, 44))).faults


def test_another_class_over_the_value_is_a_miss_and_a_false_alarm() -> None:
    missed, alarm = _report(Finding(5, 24, "phone")).faults
    assert (missed.data_class, missed.instead) == ("card_number", "phone")
    assert (alarm.data_class, alarm.kind, alarm.instead) == ("phone", "card_number", "card_number")


def test_a_second_finding_of_the_same_value_is_a_false_alarm() -> None:
    report = _report(Finding(5, 24), Finding(5, 24))
    assert report.precision({"card_number"}) == 0.5


def test_nothing_to_find_is_no_share() -> None:
    assert Report().recall({"card_number"}, HONEST) is None
    assert Report().precision({"card_number"}) is None
