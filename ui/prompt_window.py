"""The prompt's window: the time, the reason, one thing asked, and what the last answer meant."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPaintEvent, QScreen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import icons, tokens
from ui.asking import ORDINARY_STEPS, Asking, Step, first
from ui.present import prompt as words
from ui.present.status import Shape
from ui.prompt_beside import GlassPage, NamePage, VouchPage
from ui.prompt_fields import Ring
from ui.prompt_incomplete import Incomplete
from ui.prompt_openid import ElsewherePage, OpenidPage
from ui.prompt_pages import ChecklistPage, CodePage, Page, SignInPage, page_for
from ui.prompt_scroll import LEAST, PageScroll
from ui.prompt_unfinished import REST_MS, Unfinished
from ui.prompt_ways import Ways
from workstation.link.messages import GlassWanted, SupervisorWanted

ORDINARY = (CodePage, OpenidPage)
BESIDE = (GlassPage, NamePage, VouchPage)
WIDTH = 480
ROOMY = 400
FLAGS = (
    Qt.WindowType.Window
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class PromptWindow(QWidget):
    """Renders one Asking and says what the person answered; it never takes the desktop's focus, nor leaves the screen.

    A page that is higher than the screen has room for scrolls with its current field. Keys of somebody whose page was
    replaced in the middle of a word are dropped, until `rest_ms` without one.
    """

    answered = Signal(object)
    left = Signal()
    sought = Signal()
    turned = Signal()
    appeared = Signal()

    def __init__(self, rest_ms: int = REST_MS) -> None:
        super().__init__(None, FLAGS)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setStyleSheet(tokens.SHIELD_STYLE)
        self._asking = first()
        self._page: Page | None = None
        self._painted = False
        self._unfinished = Unfinished(self, rest_ms)
        self._clock = tokens.label(scale=tokens.HEADING, strong=True)
        self._trial = tokens.label()
        self._title = tokens.label(scale=tokens.TITLE, strong=True)
        self._reason = tokens.label()
        self._caps_lock = tokens.label()
        self._caps_lock.setText(words.caps_lock())
        self._caps_lock.hide()
        self._answer = tokens.label()
        self._scroll = PageScroll()
        self._button = QPushButton(self)
        self._ways = Ways(self)
        self._on_key = {
            int(Qt.Key.Key_F1): self._want_glass,
            int(Qt.Key.Key_F2): self._want_supervisor,
            int(Qt.Key.Key_F3): self._want_turn,
        }
        self._column = QVBoxLayout(self)
        self._arrange()
        self._ring = Ring(self)
        self._turn_to(None)
        self.render_asking(self._asking)
        self._follow_screens()

    def render_asking(self, asking: Asking) -> None:
        """Show what is asked now; where that differs from before, with empty fields."""
        before, self._asking = self._asking, asking
        if _asked(before) != _asked(asking):
            self._turn_to(page_for(asking))
        self._show_ways()
        self._reason.setText(asking.reason)
        self._trial.setText(words.trial_note() if asking.trial else "")
        asked_for = asking.asked if asking.step in ORDINARY_STEPS else ()
        self._say(words.checking(asked_for) if asking.checking else asking.answer)

    def show_time(self, now: datetime) -> None:
        """Show the time of day, and how much is left of what is waited for."""
        self._clock.setText(words.clock(now))
        if isinstance(self._page, ElsewherePage):
            self._page.tick()

    def show_caps_lock(self, *, is_on: bool) -> None:
        """Say that Caps Lock is on, where a password or PIN is asked for, which nobody sees as they type it."""
        takes_letters = isinstance(self._page, CodePage | OpenidPage | VouchPage) and self._page.takes_letters()
        is_hidden = not (is_on and takes_letters)
        if is_hidden is not self._caps_lock.isHidden():
            self._caps_lock.setHidden(is_hidden)
            self._place()

    def type_key(self, event: QKeyEvent) -> None:
        """Give a key, pressed and let go, to the current field; drop it where it was meant for the page before."""
        if self._unfinished.takes(event):
            return
        target = self.focusWidget() or self
        QApplication.sendEvent(target, event)
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyRelease, event.key(), event.modifiers(), event.text()))
        self._follow_field()

    def click(self, root: QPoint) -> None:
        """Give a click of the main button, in pixels of the root window, to what lies there."""
        at = self.mapFromGlobal(_unscaled(root))
        target = self.childAt(at)
        if target is None:
            return
        self._unfinished.end()
        if target.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            target.setFocus()
        local = QPointF(target.mapFrom(self, at))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
            event = QMouseEvent(kind, local, QPointF(root), left, held, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(target, event)
        self._follow_field()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self._page
        if page is None:
            return
        waits = isinstance(page, ElsewherePage)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not waits:  # who presses Enter again does not mean to end it
                self._submit()
        elif waits and event.key() == Qt.Key.Key_Escape:
            self._submit()
        elif way := self._on_key.get(event.key()):
            way()
        elif event.key() == Qt.Key.Key_Escape and self._leads_back():
            self._go_back()
        elif event.key() == Qt.Key.Key_Escape:
            page.clear()
            self._unfinished.end()
        elif isinstance(page, ChecklistPage) and event.text().isdecimal():
            page.press_number(int(event.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.appeared.emit()

    def _arrange(self) -> None:
        padlock = QLabel()
        padlock.setPixmap(icons.icon(Shape.LOCKED).pixmap(32, 32))
        self._button.setFont(tokens.font(strong=True))
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self._submit)
        top = _row(padlock, self._clock, None, self._trial)
        self._ways.glass.clicked.connect(self._want_glass)
        self._ways.supervisor.clicked.connect(self._want_supervisor)
        self._ways.turn.clicked.connect(self._want_turn)
        self._ways.back.clicked.connect(self._go_back)
        bottom = _row(self._ways, None, self._button)
        self._column.setSpacing(tokens.GAP)
        self._column.addLayout(top)
        self._column.addSpacing(tokens.GAP)
        for widget in (self._title, self._reason, self._scroll, self._caps_lock, self._answer):
            self._column.addWidget(widget)
        self._column.addLayout(bottom)

    def _turn_to(self, page: Page | None) -> None:
        if self._page is not None:
            self._scroll.takeWidget()
            self._page.hide()
            self._page.clear()
            self._page.deleteLater()
        self._unfinished.turn()
        self._page = page
        self.show_caps_lock(is_on=not self._caps_lock.isHidden())
        for widget in (self._button, self._title, self._scroll):
            widget.setVisible(page is not None)
        self._button.setHidden(page is None or (isinstance(page, VouchPage) and page.password is None))
        if page is not None:
            self._title.setText(page.title())
            self._button.setText(page.button())
            self._scroll.setWidget(page)
            page.show()
            page.first().setFocus()

    def _show_ways(self) -> None:
        leads_back = self._leads_back()
        self._ways.show_for(
            is_ordinary=isinstance(self._page, ORDINARY) and not leads_back,
            is_beside=leads_back,
            may_be_vouched=self._asking.may_be_vouched,
            turn=self._asking.turn,
        )

    def _leads_back(self) -> bool:
        """Say whether the person left the ordinary way, and may go back to it."""
        turned = self._asking.by_key or self._asking.by_name
        return isinstance(self._page, BESIDE) or (turned and isinstance(self._page, ORDINARY))

    @Slot()
    def _submit(self) -> None:
        if self._page is None or self._asking.checking:
            return
        match self._page.answer():
            case Incomplete(sentence=sentence, field=field):
                field.setFocus()
                self._say(sentence)
            case answer:
                self._unfinished.end()
                self.answered.emit(answer)

    @Slot()
    def _want_glass(self) -> None:
        if isinstance(self._page, ORDINARY):
            self._want(GlassWanted())

    @Slot()
    def _want_supervisor(self) -> None:
        page = self._page
        if not isinstance(page, ORDINARY) or not self._asking.may_be_vouched:
            return
        agent = page.agent() if isinstance(page, CodePage) else ""
        if agent or self._asking.step is Step.CODE:
            self._want(SupervisorWanted(agent=agent))
        elif isinstance(page, SignInPage):
            page.first().setFocus()
            self._say(words.name_missing())
        elif not self._asking.checking:
            self._unfinished.end()
            self.sought.emit()

    @Slot()
    def _want_turn(self) -> None:
        if self._asking.turn and not self._asking.checking:
            self._unfinished.end()
            self.turned.emit()

    def _want(self, way: GlassWanted | SupervisorWanted) -> None:
        """Ask for another way in, unless an answer is judged."""
        if not self._asking.checking:
            self._unfinished.end()
            self.answered.emit(way)

    @Slot()
    def _go_back(self) -> None:
        if not self._asking.checking:
            self._unfinished.end()
            self.left.emit()

    def _say(self, sentence: str) -> None:
        self._answer.setText(sentence)
        self._answer.setVisible(bool(sentence))
        self._place()

    @Slot()
    def _place(self) -> None:
        """Keep the size that the words need, in the middle of the primary screen, and no larger than that."""
        screen = QGuiApplication.primaryScreen().geometry()
        width = min(WIDTH, screen.width())
        edge = tokens.MARGIN if screen.height() >= ROOMY else tokens.NEAR
        self._column.setContentsMargins(tokens.MARGIN, edge, tokens.MARGIN, edge)
        whole = self._scroll.whole(width - 2 * tokens.MARGIN)
        over = self._height(width, whole) - screen.height()
        height = self._height(width, min(whole, max(LEAST, whole - over))) if over > 0 else screen.height() + over
        self.setFixedWidth(width)
        self.resize(width, height)
        corner = screen.center() - self.rect().center()
        self.move(max(corner.x(), screen.left()), max(corner.y(), screen.top()))
        self._follow_field()

    def _height(self, width: int, page: int) -> int:
        """Return the window's height with the page at this one."""
        self._scroll.setFixedHeight(page)
        self._column.activate()
        return self._column.totalHeightForWidth(width)

    def _follow_field(self) -> None:
        self._column.activate()
        self._scroll.reveal(self.focusWidget())
        self._ring.follow()

    def _follow_screens(self) -> None:
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.primaryScreenChanged.connect(self._on_primary_screen_changed)
        self._on_primary_screen_changed(QGuiApplication.primaryScreen())

    @Slot(QScreen)
    def _on_primary_screen_changed(self, screen: QScreen) -> None:
        """Follow this screen too; what an earlier one tells of itself places the window where it is."""
        screen.geometryChanged.connect(self._place)
        self._place()


def _asked(asking: Asking) -> tuple[object, ...]:
    """Return what a page is made for: another one begins with empty fields."""
    may_be_vouched = asking.may_be_vouched and asking.step in ORDINARY_STEPS
    made_of = asking.step, asking.truth, asking.checklist, asking.text, asking.factors
    turned = asking.by_key, asking.by_name
    return *made_of, *turned, asking.challenge, asking.elsewhere, may_be_vouched, asking.is_vouched


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Return a row; None is the space that grows."""
    row = QHBoxLayout()
    row.setSpacing(tokens.GAP)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


def _unscaled(root: QPoint) -> QPoint:
    """Return a root-window pixel in Qt's coordinates, which scale each screen about its own corner."""
    screen = QGuiApplication.primaryScreen()
    corner = screen.geometry().topLeft()
    return corner + (root - corner) / screen.devicePixelRatio()
