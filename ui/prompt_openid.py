"""Signing in at the organization's own page, on another device: what is asked here, what is confirmed there."""

# SPDX-License-Identifier: Apache-2.0

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.present import elsewhere as words
from ui.present.prompt import password_label, password_missing, sign_in_title, unlock_title
from ui.prompt_fields import PasswordField
from ui.prompt_incomplete import Incomplete
from ui.qrcode import QrCode
from workstation.facts.factor import Factor
from workstation.link.messages import CodeOffered, ConfirmElsewhere, OfferDropped

WIDEST, BESIDES = 215, 290
"""Pixels: of the picture, and of what else the window shows, so that all of it is seen on a screen that has room."""
BREAKS = "/.?&=-"
"""Where an address may go on in the next line."""


class OpenidPage(QWidget):
    """Begins: whose account it is, is told there. Asks for the password alone, where that is wanted as well."""

    def __init__(self, factors: tuple[Factor, ...], *, signing_in: bool, in_browser: bool = False) -> None:
        super().__init__()
        self.title = sign_in_title if signing_in else unlock_title
        self.button = self.title
        self.password = PasswordField(password_label()) if "password" in factors else None
        column = _column(self)
        if self.password:
            text = QLabel(password_label())
            text.setBuddy(self.password)
            column.addWidget(text)
            column.addWidget(self.password)
            column.addSpacing(tokens.NEAR)
        column.addWidget(tokens.label(words.how_it_goes_here() if in_browser else words.how_it_goes()))

    def first(self) -> QWidget:
        """Return the field to begin with."""
        return self.password or self

    def takes_letters(self) -> bool:
        """Say whether letters are typed here that nobody sees."""
        return self.password is not None

    def clear(self) -> None:
        """Forget what was entered."""
        if self.password:
            self.password.wipe()

    def answer(self) -> CodeOffered | Incomplete:
        """Return that the page is to be asked, and the password, which is forgotten here."""
        if self.password and not self.password.text():
            return Incomplete(password_missing(), self.password)
        offer = CodeOffered(agent="", code="", password=self.password.text() if self.password else None, openid=True)
        self.clear()
        return offer


class ElsewherePage(QWidget):
    """Shows what is to be confirmed on another device, and for how long that can be done."""

    title = staticmethod(words.title)
    button = staticmethod(words.cancel)

    def __init__(self, told: ConfirmElsewhere, widest: int = WIDEST) -> None:
        super().__init__()
        self._until = time.monotonic() + told.seconds
        self._left = tokens.label()
        code = tokens.label(told.user_code, tokens.HEADING, strong=True)
        code.setAccessibleName(words.code_name(told.user_code))
        spaced = code.font()
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
        code.setFont(spaced)
        address = tokens.label(_breaking(told.uri))
        address.setAccessibleName(told.uri)
        beside = QVBoxLayout()
        for widget in (code, tokens.label(words.caution()), self._left):
            beside.addWidget(widget)
        beside.addStretch()
        row = QHBoxLayout()
        row.setSpacing(tokens.GAP)
        widest = min(widest, QGuiApplication.primaryScreen().geometry().height() - BESIDES)
        picture = QrCode(told.uri_complete or told.uri, words.picture_name(), widest)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        column = _column(self)
        column.setSpacing(tokens.NEAR)
        column.addWidget(tokens.label(words.scan(brings_code=bool(told.uri_complete))))
        column.addLayout(row)
        column.addWidget(address)
        self.tick()

    def tick(self) -> None:
        """Say how long it can be confirmed still."""
        self._left.setText(words.time_left(max(0, round(self._until - time.monotonic()))))

    def first(self) -> QWidget:
        """Return what has the keyboard: there is nothing to type."""
        return self

    def clear(self) -> None:
        """Forget nothing: nothing was entered."""

    def answer(self) -> OfferDropped:
        """Return that nobody confirms this."""
        return OfferDropped()


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.TIGHT)
    return column


def _breaking(address: str) -> str:
    """Return an address that may be broken where a person would."""
    return "".join(f"{each}\u200b" if each in BREAKS else each for each in address)
