"""Our icons: four shapes as SVG, drawn for whole pixels at 16, 22, 24 and 32, legible on light and dark panels."""

# SPDX-License-Identifier: Apache-2.0

from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.present.status import Shape

SIZES = (16, 22, 24, 32, 44, 48, 64)
COLOURS = {  # one luminance, 0.24: at least 3 : 1 on panels from #f0f0f0 up and from #3b3b3b down
    Shape.PROTECTED: "#2c9874",
    Shape.ATTENTION: "#b97a0f",
    Shape.LOCKED: "#648ab4",
    Shape.FAULT: "#e35955",
}


def icon(shape: Shape) -> QIcon:
    """Return `shape` at every size that panels ask for."""
    return _icon([_pixmap(shape, size) for size in SIZES])


def counted_icon(shape: Shape, count: int) -> QIcon:
    """Return `shape` with a badge that shows `count`, "9+" above nine, none for 0."""
    if count == 0:
        return icon(shape)
    return _icon([_with_badge(_pixmap(shape, size), str(count) if count < 10 else "9+") for size in SIZES])  # noqa: PLR2004 - two digits do not fit


def _icon(pixmaps: list[QPixmap]) -> QIcon:
    """Return one icon; it says what the seat is, so it looks the same selected and disabled."""
    whole = QIcon()
    for pixmap in pixmaps:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            whole.addPixmap(pixmap, mode)
    return whole


def _pixmap(shape: Shape, size: int) -> QPixmap:
    grid, drawn = _grid(size)
    svg = files("ui").joinpath("shapes", f"{shape}-{grid}.svg").read_bytes()
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    margin = (size - drawn) / 2
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(svg.replace(b"currentColor", COLOURS[shape].encode())))
    renderer.render(painter, QRectF(margin, margin, drawn, drawn))
    painter.end()
    return pixmap


def _grid(size: int) -> tuple[int, int]:
    """Return which drawing to use and how large, so that its edges fall on whole pixels."""
    if size % 16 == 0:
        return 16, size
    return 22, size // 22 * 22


def _with_badge(pixmap: QPixmap, text: str) -> QPixmap:
    side = pixmap.width() * 0.62
    corner = QRectF(pixmap.width() - side, pixmap.height() - side, side, side)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#b3261e"))
    painter.drawRoundedRect(corner, side / 4, side / 4)
    font = QFont()
    font.setPixelSize(max(7, round(side * (0.86 if len(text) == 1 else 0.66))))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap
