"""The window "Where I am signed in": an agent's own sessions, and how they end all but this one."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.answer import Answer
from ui.present import sessions as words
from ui.present.prompt import key_hint, pin_label
from ui.present.status import Shape
from ui.present.words import close as close_word
from ui.prompt_fields import CodeField, PasswordField
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.link.messages import (
    PIN_LIMIT,
    ElsewhereAnswered,
    ElsewhereOffered,
    MySessions,
    MySessionsWanted,
)
from workstation.record.exchange import OwnSession

WIDTH = 480
ROWS = 6
ANSWERED_WITHIN_MS = 90_000
"""More than a security key waits to be touched, and the store for the rest."""

AskMySessions = Callable[[MySessionsWanted, Callable[[MySessions], None]], None]
"""Ask where the agent is signed in; the answer comes from any thread, or never."""
EndElsewhere = Callable[[ElsewhereOffered, Callable[[ElsewhereAnswered], None]], None]
"""Have the others ended; the answer comes from any thread, or never."""


class SessionsWindow(QDialog):
    """Asks as it is made, and closes with the seat. What is typed goes to the keeper alone, and does not stay.

    `numbers` gives each question a number that no other window's has.
    """

    def __init__(self, ask: AskMySessions, end: EndElsewhere, numbers: Iterator[int]) -> None:
        super().__init__()
        self._end = end
        self._numbers = numbers
        self._number = next(numbers)
        self._is_asking = True
        self.setWindowTitle(words.title())
        self.setWindowIcon(icons.icon(Shape.PROTECTED))
        self.setFixedWidth(WIDTH)
        self.sessions = QListWidget()
        self.sessions.setAccessibleName(words.title())
        self.sessions.setWordWrap(True)
        self.password: PasswordField | None = None
        self.proof: PasswordField | CodeField | None = None
        self.told = tokens.label(strong=True)
        self.asked = QWidget()
        self.hand_in = QPushButton(words.end())
        self.hand_in.clicked.connect(self._submit)
        self.leave = QPushButton(close_word())
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.close)
        self._unanswered = QTimer(self, interval=ANSWERED_WITHIN_MS, singleShot=True)
        self._unanswered.timeout.connect(self._on_unanswered)
        self._arrange()
        self._say(words.asking())
        self._unanswered.start()
        ask(MySessionsWanted(number=self._number), Answer(self._on_listed).tell)

    @Slot(object)
    def follow(self, session: Session) -> None:
        """Close with the seat: the next person must not find this window."""
        if session.truth is not Truth.ACTIVE:
            self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed, however the window leaves the screen; one that is minimized is to come back."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._wipe()

    @Slot(object)
    def _on_listed(self, told: MySessions) -> None:
        if told.number != self._number or not self._is_asking:
            return
        self._rest()
        if told.reason != "ok":
            self._say(words.reason_sentence(told.reason))
        elif not told.sessions:
            self._say(words.nothing_known())
        else:
            self._list(told.sessions)
            self._offer(told)

    def _list(self, sessions: tuple[OwnSession, ...]) -> None:
        self.sessions.clear()
        self.sessions.addItems([words.session_sentence(each) for each in sessions])
        self.sessions.setCurrentRow(0)
        height = sum(self.sessions.sizeHintForRow(row) for row in range(min(len(sessions), ROWS)))
        self.sessions.setFixedHeight(height + 2 * self.sessions.frameWidth() + tokens.NEAR)
        self.sessions.show()
        self._about.show()

    def _offer(self, told: MySessions) -> None:
        """Ask for what ends the others, where there are any and it can be proved here."""
        if all(each.is_here for each in told.sessions):
            self._say(words.nowhere_else())
        elif "openid" in told.factors:
            self._say(words.reason_sentence("openid_wanted"))
        else:
            self._ask_for(by_key="security_key" in told.factors, by_password="password" in told.factors)
            self._say("")

    def _ask_for(self, *, by_key: bool, by_password: bool) -> None:
        column = QVBoxLayout(self.asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TIGHT)
        if by_password:
            self.password = PasswordField(words.password_label())
            self._place(column, self.password)
            column.addSpacing(tokens.NEAR)
        self.proof = PasswordField(pin_label(), PIN_LIMIT) if by_key else CodeField(words.code_label())
        self._place(column, self.proof)
        if by_key:
            column.addWidget(tokens.label(key_hint()))
        self.asked.show()
        self.hand_in.show()
        self.hand_in.setDefault(True)
        (self.password or self.proof).setFocus()

    @staticmethod
    def _place(column: QVBoxLayout, field: PasswordField | CodeField) -> None:
        label = tokens.label(field.accessibleName())
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)

    @Slot()
    def _submit(self) -> None:
        if self._is_asking or self.proof is None:
            return
        if self.password is not None and not self.password.text():
            self._refuse(self.password, words.password_missing())
        elif isinstance(self.proof, CodeField) and not self.proof.complete():
            self._refuse(self.proof, words.code_incomplete())
        else:
            self._hand_in(self.proof)

    def _hand_in(self, proof: PasswordField | CodeField) -> None:
        self._number, self._is_asking = next(self._numbers), True
        self.hand_in.setEnabled(False)
        self._say(words.asking())
        self._unanswered.start()
        by_key = isinstance(proof, PasswordField)
        offer = ElsewhereOffered(
            number=self._number,
            code="" if by_key else proof.text(),
            password=None if self.password is None else self.password.text(),
            pin=proof.text() if by_key else None,
        )
        self._end(offer, Answer(self._on_answered).tell)

    @Slot(object)
    def _on_answered(self, answer: ElsewhereAnswered) -> None:
        if answer.number != self._number or not self._is_asking:
            return
        self._rest()
        if answer.reason != "ok":
            if self.proof is not None:
                self.proof.wipe()  # it counts once at most
                self._refuse(self.proof, words.reason_sentence(answer.reason))
            return
        self._wipe()
        for widget in (self.asked, self.hand_in, self.sessions, self._about):
            widget.hide()
        self.leave.setDefault(True)
        self.leave.setFocus()
        self._say(words.ended())

    @Slot()
    def _on_unanswered(self) -> None:
        self._number = next(self._numbers)
        self._rest()
        self._say(words.reason_sentence("store_away"))

    def _rest(self) -> None:
        self._is_asking = False
        self._unanswered.stop()
        self.hand_in.setEnabled(True)

    def _refuse(self, field: PasswordField | CodeField, sentence: str) -> None:
        self._say(sentence)
        field.setFocus()
        field.setAccessibleDescription(sentence)

    def _wipe(self) -> None:
        for field in (self.password, self.proof):
            if field is not None:
                field.wipe()

    def _say(self, sentence: str) -> None:
        """Say this below the list, aloud too, and be as high as the words need."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        if column := self.layout():
            column.activate()
            self.resize(WIDTH, column.totalHeightForWidth(WIDTH))

    def _arrange(self) -> None:
        self._about = tokens.label(words.about_them())
        self.sessions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bottom = QHBoxLayout()
        bottom.setSpacing(tokens.NEAR)
        bottom.addStretch()
        bottom.addWidget(self.leave)
        bottom.addWidget(self.hand_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.MARGIN] * 4)
        column.setSpacing(tokens.GAP)
        column.addWidget(tokens.label(words.title(), tokens.HEADING, strong=True))
        for widget in (self.sessions, self._about, self.asked, self.told):
            column.addWidget(widget)
        column.addLayout(bottom)
        for widget in (self.sessions, self._about, self.asked, self.hand_in):
            widget.hide()
