"""What the prompt asks for beside the ordinary way in: a break-glass code from IT, or a supervisor's word."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.present import prompt as words
from ui.prompt_fields import GlassField, NameField, PasswordField
from ui.prompt_incomplete import Incomplete
from workstation.link.messages import GlassAsked, GlassOffered, SupervisorWanted, VouchOffered

BesideAnswer = GlassOffered | SupervisorWanted | VouchOffered | Incomplete


class GlassPage(QWidget):
    """Shows what IT has to be told, and asks for the code that they give; at a free seat for a name as well."""

    title = staticmethod(words.glass_title)
    button = staticmethod(words.unlock_title)

    def __init__(self, asked: GlassAsked) -> None:
        super().__init__()
        self.name = NameField(words.name_label()) if asked.is_free else None
        self.code = GlassField(words.glass_code_label())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        told = QGridLayout()
        told.setVerticalSpacing(tokens.TIGHT)
        said = ((words.glass_device_label(), asked.device), (words.glass_challenge_label(), asked.challenge))
        for place, (label, what) in enumerate(said):
            shown = tokens.label(what, tokens.HEADING, strong=True)
            shown.setAccessibleName(f"{label}: {what}")
            told.addWidget(QLabel(label), 0, place)
            told.addWidget(shown, 1, place)
        column.addLayout(told)
        column.addSpacing(tokens.NEAR)
        for field in filter(None, (self.name, self.code)):
            text = QLabel(field.accessibleName())
            text.setBuddy(field)
            column.addWidget(text)
            column.addWidget(field)
            column.addSpacing(tokens.NEAR)

    def first(self) -> QWidget:
        """Return the field to begin with."""
        return self.name or self.code

    def clear(self) -> None:
        """Forget what was entered."""
        self.code.wipe()
        if self.name:
            self.name.clear()

    def answer(self) -> BesideAnswer:
        """Return the code and whom it is for."""
        if self.name and not self.name.text().strip():
            return Incomplete(words.name_missing(), self.name)
        if not self.code.complete():
            return Incomplete(words.glass_incomplete(), self.code)
        offer = GlassOffered(agent=self.name.text().strip() if self.name else "", code=self.code.text())
        self.code.wipe()
        return offer


class NamePage(QWidget):
    """Asks whom a supervisor is to vouch for, where the ordinary way in asks for no name."""

    title = staticmethod(words.vouch_title)
    button = staticmethod(words.vouch_title)

    def __init__(self) -> None:
        super().__init__()
        self.name = NameField(words.name_label())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        text = QLabel(words.name_label())
        text.setBuddy(self.name)
        column.addWidget(text)
        column.addWidget(self.name)
        column.addSpacing(tokens.NEAR)

    def first(self) -> QWidget:
        """Return the field to begin with."""
        return self.name

    def clear(self) -> None:
        """Forget what was entered."""
        self.name.clear()

    def answer(self) -> BesideAnswer:
        """Return for whom supervisors are to be asked."""
        agent = self.name.text().strip()
        return SupervisorWanted(agent=agent) if agent else Incomplete(words.name_missing(), self.name)


class VouchPage(QWidget):
    """Waits for a supervisor, and asks for the password once one vouched."""

    title = staticmethod(words.vouch_title)
    button = staticmethod(words.unlock_title)

    def __init__(self, *, is_given: bool) -> None:
        super().__init__()
        self.password = PasswordField(words.password_label()) if is_given else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        if self.password is None:
            column.addWidget(tokens.label(words.vouch_waiting()))
        else:
            text = QLabel(words.password_label())
            text.setBuddy(self.password)
            column.addWidget(text)
            column.addWidget(self.password)
            column.addSpacing(tokens.NEAR)

    def first(self) -> QWidget:
        """Return the field, the page itself while there is none."""
        return self.password or self

    def takes_letters(self) -> bool:
        """Say whether letters are typed here that nobody sees."""
        return self.password is not None

    def clear(self) -> None:
        """Forget what was entered."""
        if self.password:
            self.password.wipe()

    def answer(self) -> BesideAnswer:
        """Return the password, and forget it here."""
        if not self.password:
            return Incomplete(words.vouch_asked(), self)
        if not self.password.text():
            return Incomplete(words.password_missing(), self.password)
        offer = VouchOffered(password=self.password.text())
        self.password.wipe()
        return offer
