"""What the prompt can ask: a code, a name and a code, or the checklist; each says what the person answered."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.asking import Asking, Step
from ui.present import prompt as words
from ui.prompt_fields import CodeField, NameField, Tick
from workstation.link.messages import Attested, CodeOffered


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Nothing can be handed in yet: what is missing, and where."""

    sentence: str
    field: QWidget


Answer = CodeOffered | Attested | Incomplete


class CodePage(QWidget):
    """Asks for a code alone: whose seat it is stands nowhere."""

    title = staticmethod(words.unlock_title)
    button = staticmethod(words.unlock_title)

    def __init__(self) -> None:
        super().__init__()
        self.code = CodeField(words.code_label())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        for label, field in self._fields():
            text = QLabel(label)
            text.setBuddy(field)
            column.addWidget(text)
            column.addWidget(field)
            column.addSpacing(tokens.NEAR)

    def first(self) -> QWidget:
        """Return the field to begin with."""
        return self.code

    def clear(self) -> None:
        """Forget what was entered."""
        self.code.clear()

    def answer(self) -> Answer:
        """Return the code and forget it here."""
        if not self.code.complete():
            return Incomplete(words.code_incomplete(), self.code)
        offer = CodeOffered(agent=self._agent(), code=self.code.text())
        self.code.clear()
        return offer

    def _agent(self) -> str:
        return ""

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return ((words.code_label(), self.code),)


class SignInPage(CodePage):
    """Asks for a name and a code."""

    title = staticmethod(words.sign_in_title)
    button = staticmethod(words.sign_in_title)

    def __init__(self) -> None:
        self.name = NameField(words.name_label())
        super().__init__()

    def first(self) -> QWidget:
        return self.name

    def clear(self) -> None:
        super().clear()
        self.name.clear()
        self.name.setFocus()

    def answer(self) -> Answer:
        if not self._agent():
            return Incomplete(words.name_missing(), self.name)
        return super().answer()

    def _agent(self) -> str:
        return self.name.text().strip()

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return ((words.name_label(), self.name), *super()._fields())


class ChecklistPage(QWidget):
    """Asks to confirm every line of the policy's checklist, by Space, by number or by pointer."""

    title = staticmethod(words.checklist_title)
    button = staticmethod(words.confirm_label)

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self.ticks = [Tick(number, line) for number, line in enumerate(lines, 1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for tick in self.ticks:
            column.addWidget(tick)

    def first(self) -> QWidget:
        """Return the line to begin with."""
        return self.ticks[0]

    def clear(self) -> None:
        """Take every tick back."""
        for tick in self.ticks:
            tick.setChecked(False)

    def press_number(self, number: int) -> None:
        """Toggle that line, if there is one."""
        for tick in self.ticks[number - 1 : number] if number else ():
            tick.setFocus()
            tick.toggle()

    def answer(self) -> Answer:
        """Return the confirmed lines by their number from 0; every one must be confirmed."""
        for tick in self.ticks:
            if not tick.isChecked():
                return Incomplete(words.verdict_sentence("checklist"), tick)
        return Attested(items=tuple(range(len(self.ticks))))


Page = CodePage | ChecklistPage


def page_for(asking: Asking) -> Page | None:
    """Return a new page for what is asked now, None while nothing is."""
    match asking.step:
        case Step.SIGN_IN:
            return SignInPage()
        case Step.CODE:
            return CodePage()
        case Step.CHECKLIST:
            return ChecklistPage(asking.checklist)
        case Step.WAIT:
            return None
