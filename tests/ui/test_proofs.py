"""Who it is that wants to see: asked beside the mask, answered by the keyboard alone, gone when nobody waits for it."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.samples import MASK
from ui.browsing import open_in_browser
from ui.present.prompt import VERDICTS
from ui.present.proof import HERE, proof_verdict
from ui.prompt_pages import CodePage
from ui.proof import ProofWindow
from ui.proof_browser import BrowserPage
from ui.proofs import Proofs
from workstation.facts.factor import Factor
from workstation.facts.truth import Truth
from workstation.link.messages import OpenBrowser, ProofOffered, ProofTold, Verdict

CODE = "123456"


class Asked:
    """The question on the screen, and what came of it. The keeper answers when a test says so."""

    def __init__(self, *factors: Factor) -> None:
        self.offers: list[ProofOffered] = []
        self.declined: list[int] = []
        self.tells: list[Callable[[ProofTold], None]] = []
        self.opened: list[str] = []
        self.has_browser = True
        self.proofs = Proofs(self._prove, self._browse)
        self.proofs.declined.connect(self.declined.append)
        self.ask(1, *factors)

    def ask(self, number: int, *factors: Factor) -> None:
        self.proofs.ask(samples.proof(number, *factors))
        self.proofs.follow(samples.proving(number))

    @property
    def window(self) -> ProofWindow:
        assert self.proofs.showing is not None
        return self.proofs.showing

    @property
    def page(self) -> CodePage:
        assert isinstance(self.window.page, CodePage)
        return self.window.page

    def types(self, *words: str) -> None:
        """Type into one field after the other, and hand in."""
        for word in words:
            QTest.keyClicks(self.window.focusWidget(), word)
            QTest.keyClick(self.window.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(self.page.last, Qt.Key.Key_Return)

    def reads(self) -> str:
        return "\n".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def _browse(self, url: str) -> bool:
        self.opened.append(url)
        return self.has_browser

    def _prove(self, offer: ProofOffered, tell: Callable[[ProofTold], None]) -> None:
        self.offers.append(offer)
        self.tells.append(tell)


@pytest.fixture
def asked(qtbot: QtBot) -> Iterator[Asked]:
    assert qtbot
    made = Asked()
    yield made
    made.proofs.dismiss()


def test_it_says_what_it_is_about_and_that_the_mask_stays(asked: Asked) -> None:
    assert "Confirm that it is you before you see this. (social security number)" in asked.reads()
    assert "The mask stays until then. Escape leaves it as it is." in asked.reads()
    assert asked.window.accessibleName().startswith("Confirm that it is you")
    place = asked.window.geometry()
    assert place.top() > MASK.y + MASK.height
    assert asked.window.screen().availableGeometry().contains(place)


def test_a_code_is_typed_handed_over_once_and_kept_nowhere(asked: Asked) -> None:
    asked.types(CODE)
    asked.types()
    assert asked.offers == [ProofOffered(number=1, code=CODE)]
    assert "Checking…" in asked.reads()
    assert asked.page.last.text() == ""
    assert CODE not in asked.reads()


def test_a_password_is_asked_for_where_the_keeper_wants_it(qtbot: QtBot) -> None:
    assert qtbot
    asked = Asked("totp", "password")
    asked.types("blue kite over manila", CODE)
    assert asked.offers == [ProofOffered(number=1, code=CODE, password="blue kite over manila")]
    asked.proofs.dismiss()


def test_a_security_key_is_asked_for_where_the_keeper_wants_it(qtbot: QtBot) -> None:
    assert qtbot
    asked = Asked("security_key", "password")
    asked.types("blue kite over manila", "2580")
    assert asked.offers == [ProofOffered(number=1, code="", password="blue kite over manila", pin="2580")]
    assert "Touch your security key when it blinks…" in asked.reads()
    asked.proofs.dismiss()


def test_an_account_is_confirmed_elsewhere_where_the_keeper_wants_it(qtbot: QtBot) -> None:
    assert qtbot
    asked = Asked("openid")
    assert "at your organization's sign-in page: in the browser here, or on another device." in asked.reads()
    QTest.keyClick(asked.window, Qt.Key.Key_Return)
    assert asked.offers == [ProofOffered(number=1, code="", openid=True)]
    low = asked.window.height()
    asked.tells[0](samples.elsewhere())
    assert "WDJB-MJHT" in asked.reads()
    assert "Valid for 2:41 more." in asked.reads()
    assert asked.window.height() > low
    assert asked.window.elsewhere
    asked.window.elsewhere._until -= 60
    asked.window._on_second()
    assert "Valid for 1:41 more." in asked.reads()
    QTest.keyClick(asked.window, Qt.Key.Key_Return)
    assert len(asked.offers) == 1
    asked.tells[0](Verdict(accepted=False, reason="openid_denied", number=1))
    assert "It was declined at your organization's sign-in page. Start again if that was you." in asked.reads()
    assert "WDJB-MJHT" not in asked.reads()
    QTest.keyClick(asked.window, Qt.Key.Key_Return)
    assert len(asked.offers) == 2
    asked.tells[1](samples.elsewhere())
    asked.tells[1](samples.elsewhere())
    QTest.keyClick(asked.window, Qt.Key.Key_Escape)
    assert (asked.declined, asked.proofs.showing) == ([1], None)
    asked.tells[1](samples.elsewhere())


PAGE = OpenBrowser(url="https://id.center.example/auth?x=1", seconds=119, number=1)


def in_browser() -> Asked:
    """Return a question whose agent went to the browser, by the keyboard alone."""
    asked = Asked("openid")
    assert asked.window.browser
    while not asked.window.browser.hasFocus():
        QTest.keyClick(asked.window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(asked.window.browser, Qt.Key.Key_Return)
    assert asked.offers == [ProofOffered(number=1, code="", openid=True, browser=True)]
    asked.tells[0](PAGE)
    return asked


def test_a_browser_is_opened_by_the_keyboard_and_has_it_from_then_on(qtbot: QtBot) -> None:
    assert qtbot
    asked = in_browser()
    assert asked.opened == [PAGE.url]
    assert "Go on in your browser" in asked.reads()
    assert "Valid for 1:59 more." in asked.reads()
    assert "Cancel leaves it as it is." in asked.reads()
    assert asked.window.isVisible()
    assert asked.window.windowType() is Qt.WindowType.Tool
    assert asked.declined == []
    asked.tells[0](Verdict(accepted=False, reason="openid_insufficient", number=1))
    assert "asked for less than is needed here" in asked.reads()
    assert asked.window.browser
    assert asked.window.browser.isVisible()
    assert "Cancel leaves it as it is." in asked.reads()
    assert asked.window.cancel.isVisible()
    QTest.mouseClick(asked.window.button, Qt.MouseButton.LeftButton)
    assert asked.offers[1:] == [ProofOffered(number=1, code="", openid=True)]
    QTest.keyClick(asked.window, Qt.Key.Key_Escape)
    assert (asked.declined, asked.proofs.showing) == ([1], None)


def test_a_click_leaves_the_wait_for_the_browser(qtbot: QtBot) -> None:
    assert qtbot
    asked = in_browser()
    assert isinstance(asked.window.elsewhere, BrowserPage)
    QTest.mouseClick(asked.window.cancel, Qt.MouseButton.LeftButton)
    assert (asked.declined, asked.proofs.showing) == ([1], None)


def test_enter_on_cancel_leaves_it_and_hands_nothing_in(qtbot: QtBot) -> None:
    assert qtbot
    asked = in_browser()
    asked.tells[0](Verdict(accepted=False, reason="openid_refused", number=1))
    asked.window.cancel.setFocus()
    QTest.keyClick(asked.window.cancel, Qt.Key.Key_Return)
    assert (asked.declined, asked.proofs.showing, len(asked.offers)) == ([1], None, 1)


def test_who_comes_back_from_the_browser_finds_no_question(qtbot: QtBot) -> None:
    assert qtbot
    asked = in_browser()
    known = samples.proving()
    assert known.revealing is not None
    asked.proofs.follow(replace(known, revealing=replace(known.revealing, stage="recorded")))
    assert (asked.declined, asked.proofs.showing) == ([], None)


def test_a_wait_for_the_browser_that_is_over_holds_no_keys(qtbot: QtBot) -> None:
    assert qtbot
    asked = in_browser()
    asked.proofs.follow(samples.session())
    assert (asked.declined, asked.proofs.showing) == ([], None)


def test_where_no_browser_opens_it_says_so_and_what_it_names_leaves_it(qtbot: QtBot) -> None:
    assert qtbot
    asked = Asked("openid")
    asked.has_browser = False
    QTest.keyClick(asked.window, Qt.Key.Key_Return)
    asked.tells[0](PAGE)
    assert "No browser could be opened here. Choose Cancel" in asked.reads()
    assert "Escape" not in asked.reads(), "the keyboard is not here"
    assert isinstance(asked.window.elsewhere, BrowserPage)
    assert asked.window.cancel.text() == "Cancel"
    QTest.mouseClick(asked.window.cancel, Qt.MouseButton.LeftButton)
    assert (asked.declined, asked.proofs.showing) == ([1], None)


def test_only_pages_of_the_web_are_opened() -> None:
    for address in ("file:///etc/passwd", "javascript:alert(1)", "", "https://", "id.example", "ftp://id.example/"):
        assert not open_in_browser(address)


def test_a_question_without_an_account_opens_no_browser(asked: Asked) -> None:
    assert asked.window.browser is None


def test_a_picture_leaves_with_its_question(qtbot: QtBot) -> None:
    assert qtbot
    asked = Asked("openid", "password")
    QTest.keyClicks(asked.window.focusWidget(), "blue kite")
    QTest.keyClick(asked.window, Qt.Key.Key_Return)
    assert asked.offers == [ProofOffered(number=1, code="", password="blue kite", openid=True)]
    asked.tells[0](samples.elsewhere())
    asked.proofs.follow(samples.session())
    assert "WDJB-MJHT" not in asked.reads()
    assert "This is over, the mask stays. Press Escape." in asked.reads()
    asked.tells[0](samples.elsewhere())
    assert "WDJB-MJHT" not in asked.reads()
    asked.proofs.dismiss()


def test_what_is_not_whole_is_not_handed_over(asked: Asked) -> None:
    asked.types("123")
    assert asked.offers == []
    assert "The code has six digits" in asked.reads()


def test_a_refusal_is_told_from_the_keepers_thread_and_another_try_is_taken(asked: Asked, qtbot: QtBot) -> None:
    asked.types(CODE)
    thread = threading.Thread(target=asked.tells[0], args=(samples.refused("code_used"),))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "This code was used before." in asked.reads())
    asked.types("654321")
    assert [offer.code for offer in asked.offers] == [CODE, "654321"]


def test_an_answer_to_a_question_that_is_gone_is_told_to_nobody(asked: Asked) -> None:
    asked.types(CODE)
    asked.ask(2)
    asked.tells[0](samples.refused())
    assert "not accepted" not in asked.reads()
    asked.proofs.dismiss()
    asked.tells[0](samples.refused())


def test_what_was_accepted_stays_until_the_session_goes_on(asked: Asked) -> None:
    asked.types(CODE)
    asked.tells[0](Verdict(accepted=True, reason="ok"))
    assert asked.declined == []
    known = samples.proving()
    assert known.revealing is not None
    asked.proofs.follow(replace(known, revealing=replace(known.revealing, stage="open")))
    assert asked.proofs.showing is None
    assert asked.declined == [], "what was lifted is not given back"


@pytest.mark.parametrize("typed", ["", "12"])
def test_escape_leaves_it(asked: Asked, typed: str) -> None:
    QTest.keyClicks(asked.page.last, typed)
    QTest.keyClick(asked.page.last, Qt.Key.Key_Escape)
    assert asked.declined == [1]
    assert asked.proofs.showing is None
    assert asked.offers == []


def test_a_seat_that_no_longer_waits_takes_the_question_away(asked: Asked) -> None:
    asked.proofs.follow(samples.session(Truth.LOCKED, "idle"))
    assert asked.proofs.showing is None
    assert asked.declined == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_A])
def test_what_is_still_typed_when_it_is_over_stays_in_the_window(asked: Asked, key: Qt.Key) -> None:
    QTest.keyClicks(asked.page.last, "12")
    asked.proofs.follow(samples.session())
    asked.proofs.follow(samples.session())
    assert asked.reads().count("This is over, the mask stays. Press Escape.") == 1
    assert asked.page.last.text() == ""
    QTest.keyClick(asked.window.focusWidget(), key)
    assert asked.window.isVisible()
    assert asked.page.last.text() == ""
    QTest.keyClick(asked.window.focusWidget(), Qt.Key.Key_Escape)
    assert asked.proofs.showing is None
    assert asked.offers == []
    assert asked.declined == [], "the session had ended it"


def test_a_click_leaves_what_is_over(asked: Asked) -> None:
    asked.proofs.follow(samples.session())
    assert asked.window.spent is not None
    QTest.mouseClick(asked.window.spent.button, Qt.MouseButton.LeftButton)
    assert asked.proofs.showing is None


def test_what_is_over_leaves_by_itself_once_no_key_comes(asked: Asked) -> None:
    asked.proofs.follow(samples.session())
    assert asked.window.spent is not None
    assert asked.window.spent.rest.isActive()
    asked.window.spent.rest.timeout.emit()
    assert asked.proofs.showing is None


def test_what_is_over_goes_at_once_when_the_seat_closes(asked: Asked) -> None:
    asked.proofs.follow(samples.session())
    asked.proofs.follow(samples.session(Truth.LOCKED, "idle"))
    assert asked.proofs.showing is None


def test_nothing_that_was_typed_is_left_in_a_hidden_window(qtbot: QtBot) -> None:
    window = ProofWindow(samples.proof(1, "totp", "password"))
    assert isinstance(window.page, CodePage)
    qtbot.addWidget(window)
    window.ask()
    assert window.page.password is not None
    QTest.keyClicks(window.page.password, "blue kite")
    QTest.keyClicks(window.page.last, "123")
    assert window.page.last.text()
    window.hide()
    assert window.page.password.text() == ""
    assert window.page.last.text() == ""


def test_another_question_takes_the_place_of_the_first(asked: Asked) -> None:
    asked.ask(2)
    asked.types(CODE)
    assert asked.offers == [ProofOffered(number=2, code=CODE)]


@pytest.mark.parametrize("reason", [*VERDICTS, *HERE, "unheard_of"])
def test_no_verdict_says_that_a_seat_is_closed_which_is_open(reason: str) -> None:
    sentence = proof_verdict(reason)
    assert sentence
    if reason not in {"suspended", "seat_not_ready", "revoked"}:  # the seat is closed then, and the question gone
        assert "the seat stays closed" not in sentence
        assert "this seat cannot check you alone" in sentence or "seat" not in sentence.lower()
