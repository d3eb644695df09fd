"""The window in which an agent changes their password: proved anew, twice the new one, and every error at its field."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.answer import Answer
from ui.passwordfield import ShownField
from ui.present import password as words
from ui.present.prompt import key_hint, pin_label
from ui.present.status import Shape
from ui.present.words import close as close_word
from ui.prompt_fields import CodeField, PasswordField
from workstation.facts.factor import Factor
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.link.messages import PIN_LIMIT, PasswordAnswered, PasswordOffered

WIDTH = 480
FIELDS: tuple[words.Where, ...] = ("current", "new", "again", "proof", "whole")
ANSWERED_WITHIN_MS = 90_000
"""More than a security key waits to be touched, and the store for the rest."""

ChangePassword = Callable[[PasswordOffered, Callable[[PasswordAnswered], None]], None]
"""Have it changed; the answer comes from any thread, or never."""


class PasswordWindow(QDialog):
    """Asks for all of it at once, and closes with the seat. What was typed stays until it is changed or closed.

    `change` hands it to the keeper alone; `numbers` gives each try a number that no other window's has.
    """

    def __init__(self, change: ChangePassword, numbers: Iterator[int], factors: tuple[Factor, ...], agent: str) -> None:
        super().__init__()
        self._change = change
        self._agent = agent
        self._numbers = numbers
        self._number = 0
        self._is_asking = False
        self.setWindowTitle(words.title())
        self.setWindowIcon(icons.icon(Shape.PROTECTED))
        self.setFixedWidth(WIDTH)
        self.current = ShownField(words.current_label())
        by_key = "security_key" in factors
        self.proof: PasswordField | CodeField = (
            PasswordField(pin_label(), PIN_LIMIT) if by_key else CodeField(words.code_label())
        )
        self.new = ShownField(words.new_label())
        self.again = ShownField(words.again_label())
        self.shown = QCheckBox(words.show_label())
        self.shown.toggled.connect(self._on_shown)
        self.elsewhere = QCheckBox(words.elsewhere_label())
        self.elsewhere.setChecked(True)
        self.troubles: dict[words.Where, QLabel] = {each: _trouble() for each in FIELDS}
        self.hand_in = QPushButton(words.change())
        self.hand_in.setDefault(True)
        self.hand_in.clicked.connect(self._submit)
        self.leave = QPushButton(close_word())
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.close)
        self._unanswered = QTimer(self, interval=ANSWERED_WITHIN_MS, singleShot=True)
        self._unanswered.timeout.connect(self._on_unanswered)
        self.asked = QWidget()
        self._arrange(by_key=by_key)
        self._forget_troubles()
        if "openid" in factors:
            self._ask_nothing(words.it_changes_it())

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Close with the seat: the next person must not find what was typed."""
        if session.truth is not Truth.ACTIVE:
            self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed, however the window leaves the screen; one that is minimized is to come back."""
        super().hideEvent(event)
        if event.spontaneous():
            return
        for field in self._fields():
            field.wipe()
        self.shown.setChecked(False)

    @Slot()
    def _submit(self) -> None:
        if self._is_asking:
            return
        self._forget_troubles()
        if trouble := self._incomplete():
            self._say(trouble)
            return
        self._number = next(self._numbers)
        self._ask(by_key=isinstance(self.proof, PasswordField))

    def _ask(self, *, by_key: bool) -> None:
        self._is_asking = True
        self.hand_in.setEnabled(False)
        self._announce(words.Trouble("whole", words.changing()))
        self._unanswered.start()
        offer = PasswordOffered(
            number=self._number,
            code="" if by_key else self.proof.text(),
            password=self.current.text(),
            new=self.new.text(),
            ends_elsewhere=self.elsewhere.isChecked(),
            pin=self.proof.text() if by_key else None,
        )
        self._change(offer, Answer(self._on_answered).tell)

    def _incomplete(self) -> words.Trouble | None:
        """Return what is missing, or wrong without anybody's being asked."""
        if not self.current.text():
            return words.missing_current()
        if trouble := words.new_trouble(self.new.text(), self.again.text(), self._agent):
            return trouble
        if isinstance(self.proof, CodeField) and not self.proof.complete():
            return words.missing_code()
        return None

    @Slot(object)
    def _on_answered(self, answer: PasswordAnswered) -> None:
        if answer.number != self._number or not self._is_asking:
            return
        self._rest()
        if answer.reason == "ok":
            self._ask_nothing(words.changed())
            return
        if answer.reason != "store_away":
            self.proof.wipe()  # it counts once at most
        self._say(words.trouble(answer.reason))

    @Slot()
    def _on_unanswered(self) -> None:
        self._number = next(self._numbers)
        self._rest()
        self._say(words.no_answer())

    def _rest(self) -> None:
        self._is_asking = False
        self._unanswered.stop()
        self.hand_in.setEnabled(True)
        self._forget_troubles()

    def _ask_nothing(self, sentence: str) -> None:
        """Say this in place of everything that is asked, and leave nothing of it here."""
        for field in self._fields():
            field.wipe()
        self.asked.hide()
        self.hand_in.hide()
        self.leave.setDefault(True)
        self.leave.setFocus()
        self._announce(words.Trouble("whole", sentence))

    def _fields(self) -> tuple[PasswordField | CodeField, ...]:
        return self.current, self.new, self.again, self.proof

    def _say(self, trouble: words.Trouble) -> None:
        """Say what is wrong at its field, which gets the focus."""
        self._announce(trouble)
        if field := self._field(trouble.where):
            field.setFocus()
            field.setAccessibleDescription(trouble.sentence)

    def _field(self, where: words.Where) -> QLineEdit | None:
        fields: dict[words.Where, QLineEdit] = {"current": self.current, "new": self.new, "again": self.again}
        return self.proof if where == "proof" else fields.get(where)

    def _announce(self, told: words.Trouble) -> None:
        label = self.troubles[told.where]
        label.setText(told.sentence)
        label.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told.sentence))
        self._fit()

    def _forget_troubles(self) -> None:
        for label in self.troubles.values():
            label.clear()
            label.hide()
        for field in self._fields():
            field.setAccessibleDescription("")
        self.new.setAccessibleDescription(words.rules())
        self._fit()

    @Slot(bool)
    def _on_shown(self, shown: bool) -> None:
        for field in (self.current, self.new, self.again):
            field.show_text(shown=shown)

    def _fit(self) -> None:
        """Be as high as the words need."""
        if column := self.layout():
            column.activate()
            self.resize(WIDTH, column.totalHeightForWidth(WIDTH))

    def _arrange(self, *, by_key: bool) -> None:
        """Lay everything out; the code comes last, as it is the one that runs out while the rest is typed."""
        column = QVBoxLayout(self.asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        self._place(column, self.current, self.troubles["current"])
        column.addWidget(tokens.label(words.rules()))
        column.addSpacing(tokens.NEAR)
        self._place(column, self.new, self.troubles["new"])
        self._place(column, self.again, self.troubles["again"])
        column.addWidget(self.shown)
        column.addSpacing(tokens.NEAR)
        hints = (tokens.label(key_hint()),) if by_key else ()
        self._place(column, self.proof, *hints, self.troubles["proof"])
        column.addWidget(self.elsewhere)
        bottom = QHBoxLayout()
        bottom.setSpacing(tokens.NEAR)
        bottom.addStretch()
        bottom.addWidget(self.leave)
        bottom.addWidget(self.hand_in)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[tokens.MARGIN] * 4)
        whole.setSpacing(tokens.GAP)
        whole.addWidget(tokens.label(words.title(), tokens.HEADING, strong=True))
        whole.addWidget(self.asked)
        whole.addWidget(self.troubles["whole"])
        whole.addLayout(bottom)

    @staticmethod
    def _place(column: QVBoxLayout, field: QLineEdit, *below: QLabel) -> None:
        """Lay a field out under its label, and what is said of it below."""
        label = tokens.label(field.accessibleName())
        label.setBuddy(field)
        for widget in (label, field, *below):
            column.addWidget(widget)
        column.addSpacing(tokens.NEAR)


def _trouble() -> QLabel:
    label = tokens.label(strong=True)
    label.hide()
    return label
