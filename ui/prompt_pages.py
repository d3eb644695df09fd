"""What the prompt can ask: a code or a security key, with name and password, the policy, or the checklist."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import tokens
from ui.asking import Asking, Step
from ui.present import policytext
from ui.present import prompt as words
from ui.prompt_beside import BesideAnswer, GlassPage, NamePage, VouchPage
from ui.prompt_fields import CodeField, NameField, PasswordField, Tick
from ui.prompt_incomplete import Incomplete
from ui.prompt_openid import ElsewherePage, OpenidPage
from ui.prompt_reading import ReadingPage
from workstation.facts.factor import Factor
from workstation.link.messages import PIN_LIMIT, Acknowledged, Attested, CodeOffered, OfferDropped

Answer = CodeOffered | OfferDropped | BesideAnswer | Attested | Acknowledged


class CodePage(QWidget):
    """Asks for these factors: whose seat it is stands nowhere.

    The code comes last: it is the one that runs out while the rest is typed. So does the PIN of a security key, which
    is touched next.
    """

    title = staticmethod(words.unlock_title)
    button = staticmethod(words.unlock_title)
    hint = staticmethod(words.key_hint)

    def __init__(self, factors: tuple[Factor, ...] = ("totp",)) -> None:
        super().__init__()
        by_key = "security_key" in factors
        self.password = PasswordField(words.password_label()) if "password" in factors else None
        self.last = PasswordField(words.pin_label(), PIN_LIMIT) if by_key else CodeField(words.code_label())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        for label, field in self._fields():
            text = QLabel(label)
            text.setBuddy(field)
            column.addWidget(text)
            column.addWidget(field)
            column.addSpacing(tokens.NEAR)
        if by_key:
            hint = tokens.label()
            hint.setText(self.hint())
            column.addWidget(hint)

    def first(self) -> QWidget:
        """Return the field to begin with."""
        return self.password or self.last

    def takes_letters(self) -> bool:
        """Say whether letters are typed here that nobody sees."""
        return self.password is not None or isinstance(self.last, PasswordField)

    def clear(self) -> None:
        """Forget what was entered."""
        self._wipe()
        self.first().setFocus()

    def answer(self) -> Answer:
        """Return what was entered, and forget the secrets of it here."""
        if self.password and not self.password.text():
            return Incomplete(words.password_missing(), self.password)
        if isinstance(self.last, CodeField) and not self.last.complete():
            return Incomplete(words.code_incomplete(), self.last)
        by_key = isinstance(self.last, PasswordField)
        offer = CodeOffered(
            agent=self.agent(),
            code="" if by_key else self.last.text(),
            password=self.password.text() if self.password else None,
            pin=self.last.text() if by_key else None,
        )
        self._wipe()
        if self.password:
            self.password.setFocus()
        return offer

    def _wipe(self) -> None:
        for field in (self.password, self.last):
            if field:
                field.wipe()

    def agent(self) -> str:
        """Return whose name was entered, "" where none is asked for."""
        return ""

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        last = (self.last.accessibleName(), self.last)
        return ((words.password_label(), self.password), last) if self.password else (last,)


class SignInPage(CodePage):
    """Asks for a name and what opens the seat."""

    title = staticmethod(words.sign_in_title)
    button = staticmethod(words.sign_in_title)

    def __init__(self, factors: tuple[Factor, ...] = ("totp",)) -> None:
        self.name = NameField(words.name_label())
        super().__init__(factors)

    def first(self) -> QWidget:
        return self.name

    def clear(self) -> None:
        self.name.clear()
        super().clear()

    def answer(self) -> Answer:
        if not self.agent():
            return Incomplete(words.name_missing(), self.name)
        return super().answer()

    def agent(self) -> str:
        return self.name.text().strip()

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return ((words.name_label(), self.name), *super()._fields())


class KeyPage(CodePage):
    """Signs in by a security key that says whose it is."""

    title = staticmethod(words.sign_in_title)
    button = staticmethod(words.sign_in_title)
    hint = staticmethod(words.key_names_itself)


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


class PolicyPage(ReadingPage):
    """Asks to read what a policy says, and to confirm that."""

    def __init__(self, parts: tuple[policytext.Part, ...], version: str) -> None:
        super().__init__(parts)
        self._version = version

    def answer(self) -> Answer:
        """Return which version was read."""
        if not self.is_read():
            return Incomplete(policytext.not_ticked(), self.tick)
        return Acknowledged(version=self._version)


Page = CodePage | OpenidPage | ElsewherePage | ChecklistPage | PolicyPage | GlassPage | NamePage | VouchPage


def page_for(asking: Asking) -> Page | None:  # noqa: PLR0911 - one arm a step
    """Return a new page for what is asked now, None while nothing is."""
    match asking.step:
        case Step.SIGN_IN | Step.CODE if "openid" in asking.asked:
            return OpenidPage(asking.asked, signing_in=asking.step is Step.SIGN_IN)
        case Step.ELSEWHERE:
            return ElsewherePage(asking.elsewhere) if asking.elsewhere else None
        case Step.SIGN_IN:
            return KeyPage(asking.asked) if asking.names_itself else SignInPage(asking.asked)
        case Step.CODE:
            return CodePage(asking.asked)
        case Step.POLICY:
            return PolicyPage(asking.text, asking.policy_version)
        case Step.CHECKLIST:
            return ChecklistPage(asking.checklist)
        case Step.GLASS | Step.NAME | Step.VOUCH:
            return _beside(asking)
        case Step.WAIT:
            return None


def _beside(asking: Asking) -> Page | None:
    match asking.step:
        case Step.GLASS if asking.challenge is not None:
            return GlassPage(asking.challenge)
        case Step.NAME:
            return NamePage()
        case Step.VOUCH:
            return VouchPage(is_given=asking.is_vouched)
        case _:
            return None
