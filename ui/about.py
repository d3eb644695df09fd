"""The window "About Deskwarden": version, what is and is not recorded, and the capability record."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.present import about as words
from ui.present.status import Assurance, Shape, trial_sentence
from ui.present.words import close as close_word
from ui.present.words import translate
from workstation.facts.capability import Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutThis:
    """What this installation and this session are; `version` is "" outside a release."""

    version: str
    policy_version: str
    seat_id: str
    assurance: Assurance
    capabilities: tuple[Capability, ...]


class AboutWindow(QDialog):
    """Says what the program is; everything in it can be read by keyboard."""

    def __init__(self, this: AboutThis) -> None:
        super().__init__()
        self.setWindowTitle(words.title())
        self.setWindowIcon(icons.icon(Shape.PROTECTED))
        self.resize(560, 560)
        self._column = QVBoxLayout()
        self._column.setSpacing(tokens.NEAR)
        self._fill(this)
        self._column.addStretch()
        self._arrange()

    def _fill(self, this: AboutThis) -> None:
        self._column.addWidget(tokens.label("Deskwarden", tokens.HEADING, strong=True))
        lines = [
            words.version_line(this.version),
            words.policy_line(this.policy_version),
            words.seat_line(this.seat_id),
        ]
        self._column.addWidget(tokens.label("\n".join(lines)))
        if this.assurance == "trial":
            self._column.addLayout(_rows([(Shape.ATTENTION, trial_sentence())]))
        self._section(words.recorded_heading(), _plain(words.RECORDED))
        self._section(words.never_recorded_heading(), _plain(words.NEVER_RECORDED))
        known = [(words.strength_shape(each.strength), words.capability_sentence(each)) for each in this.capabilities]
        self._section(words.capability_heading(), known or [(Shape.ATTENTION, words.nothing_known())])

    def _section(self, heading: str, lines: Iterable[tuple[Shape | None, str]]) -> None:
        self._column.addSpacing(tokens.NEAR)
        self._column.addWidget(tokens.label(heading, tokens.TITLE, strong=True))
        self._column.addLayout(_rows(lines))

    def _arrange(self) -> None:
        inner = QWidget()
        inner.setLayout(self._column)
        self._column.setContentsMargins(*[tokens.MARGIN] * 4)
        scroll = QScrollArea()
        scroll.setAccessibleName(words.title())
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        close = QPushButton(close_word())
        close.clicked.connect(self.close)
        close.setDefault(True)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(tokens.MARGIN, tokens.GAP, tokens.MARGIN, tokens.MARGIN)
        bottom.addStretch()
        bottom.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(bottom)


def _plain(sentences: Iterable[str]) -> list[tuple[Shape | None, str]]:
    return [(None, translate(sentence)) for sentence in sentences]


def _rows(lines: Iterable[tuple[Shape | None, str]]) -> QGridLayout:
    """Return lines under each other, each behind its shape where it has one."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.NEAR)
    grid.setVerticalSpacing(tokens.TIGHT)
    grid.setColumnStretch(1, 1)
    for row, (shape, sentence) in enumerate(lines):
        if shape is not None:
            picture = QLabel()
            picture.setPixmap(icons.icon(shape).pixmap(16, 16))
            grid.addWidget(picture, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(tokens.label(sentence), row, 1)
    return grid
