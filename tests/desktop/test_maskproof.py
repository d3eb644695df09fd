"""Masks are looked at on the screen: whole ones raise nothing, those that shine through end the sensor."""

# SPDX-License-Identifier: Apache-2.0

import os
import queue
from collections.abc import Iterator

import pytest

from tests.desktop.bed import eventually
from tests.desktop.reports import Reports
from tests.desktop.shared import Launch
from tests.desktop.test_masks import BACKGROUND, Backdrop, covered, mark
from workstation.desktop.x11 import maskproof
from workstation.desktop.x11.maskpaint import COLOURS
from workstation.desktop.x11.maskproof import MaskProof
from workstation.desktop.x11.masks import Masks
from workstation.facts.observations import MasksRestored, SensorFailed
from workstation.facts.place import Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]
PLACE = Rect(150, 150, 60, 20)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def backdrop() -> Iterator[Backdrop]:
    made = Backdrop(BACKGROUND)
    yield made
    made.connection.close()


@pytest.fixture
def masks(backdrop: Backdrop, reports: Reports) -> Iterator[Masks]:
    assert backdrop
    made = Masks(reports.post)
    made.start()
    yield made
    made.stop()


def test_masks_that_cover_raise_nothing(
    masks: Masks, reports: Reports, monkeypatch: pytest.MonkeyPatch, compositor: object
) -> None:
    assert compositor
    monkeypatch.setattr(maskproof, "EVERY", 0.05)
    for x in range(10):
        masks.show([mark(Rect(150 + x, 150, 60, 20)), mark(Rect(160, 200 + x, 60, 20))])
    eventually(lambda: covered(Rect(159, 150, 60, 20)), "the marks are covered")
    with pytest.raises(queue.Empty):
        reports.first(MasksRestored, patience=2)
    masks.show([])
    assert reports.are_over()


def test_masks_that_shine_through_are_put_back_and_then_end_the_sensor(
    launch: Launch, masks: Masks, reports: Reports
) -> None:
    launch("picom", "--backend", "xrender", "--config", os.devnull, "-i", "0.5", "--inactive-opacity-override")
    masks.show([mark(PLACE)])
    reports.first(MasksRestored)
    assert reports.first(SensorFailed).sensor == "masks"


def test_what_a_shield_covers_is_not_looked_at(reports: Reports, backdrop: Backdrop) -> None:
    assert backdrop
    proof = MaskProof(COLOURS, lambda: False, lambda: None, reports.post)
    proof.start()
    proof.expect(marks=[mark(PLACE)])
    with pytest.raises(queue.Empty):
        reports.first(SensorFailed, patience=1.5)
    proof.stop()


def test_what_nothing_covers_is_asked_to_be_put_back(reports: Reports, backdrop: Backdrop) -> None:
    assert backdrop
    asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
    proof = MaskProof(COLOURS, lambda: True, lambda: asked.put(True), reports.post)
    proof.start()
    proof.expect(marks=[mark(PLACE), mark(Rect(5000, 5000, 10, 10))])
    assert asked.get(timeout=60)
    assert reports.first(SensorFailed).sensor == "masks"
    proof.stop()
