"""The icons: four shapes that differ without colour, sharp at panel sizes, visible on light and dark panels."""

# SPDX-License-Identifier: Apache-2.0

from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from ui.icons import COLOURS, counted_icon, icon
from ui.present.status import Shape

PANEL_SIZES = (16, 22, 24, 32)


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    assert qapp


def drawn(shape: Shape, size: int) -> QImage:
    return icon(shape).pixmap(QSize(size, size), 1.0).toImage()


def solid(image: QImage) -> set[tuple[int, int]]:
    """Return the pixels that are at least half covered."""
    return {
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() >= 128
    }


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("size", PANEL_SIZES)
@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_there_at_every_panel_size(shape: Shape, size: int) -> None:
    image = drawn(shape, size)
    assert (image.width(), image.height()) == (size, size)
    assert len(solid(image)) > size


@pytest.mark.parametrize("size", PANEL_SIZES)
@pytest.mark.parametrize("shape", [Shape.PROTECTED, Shape.ATTENTION, Shape.LOCKED])
def test_the_upright_edges_fall_on_whole_pixels(shape: Shape, size: int) -> None:
    image = drawn(shape, size)
    row = size * 7 // 16  # where shield and padlock have upright sides
    alphas = [image.pixelColor(x, row).alpha() for x in range(size)]
    first = next(alpha for alpha in alphas if alpha)
    assert first == 255


@pytest.mark.parametrize(("one", "other"), list(combinations(Shape, 2)))
def test_two_shapes_differ_without_colour(one: Shape, other: Shape) -> None:
    assert len(solid(drawn(one, 16)) ^ solid(drawn(other, 16))) > 20


@pytest.mark.parametrize("panel", ["#ffffff", "#f0f0f0", "#3b3b3b", "#000000"])
@pytest.mark.parametrize("shape", Shape)
def test_every_shape_stands_out_on_light_and_dark_panels(shape: Shape, panel: str) -> None:
    assert contrast(QColor(COLOURS[shape]), QColor(panel)) >= 3.0


def test_an_icon_looks_the_same_selected_and_disabled() -> None:
    whole = icon(Shape.FAULT)
    images = [whole.pixmap(QSize(16, 16), mode).toImage() for mode in QIcon.Mode]
    assert all(image == images[0] for image in images)


def test_a_count_is_a_badge_and_nothing_to_count_is_none() -> None:
    def shown(count: int) -> QImage:
        return counted_icon(Shape.ATTENTION, count).pixmap(QSize(22, 22), 1.0).toImage()

    assert shown(0) == drawn(Shape.ATTENTION, 22)
    assert shown(1) != shown(0)
    assert shown(1) != shown(2)
    assert shown(10) == shown(99)
