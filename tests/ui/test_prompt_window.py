"""The prompt's window, used by the keys and clicks that a shield passes on."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.asking import Asking, LinkLost, Offered, Turned, WayLeft, first
from ui.prompt_fields import CodeField
from ui.prompt_input import KeyPressed, key_press
from ui.prompt_scroll import PageScroll
from ui.prompt_window import PromptWindow
from workstation.facts.truth import Truth
from workstation.link.messages import (
    Attested,
    CodeOffered,
    GlassOffered,
    GlassWanted,
    SupervisorWanted,
    Verdict,
    VouchOffered,
    VouchTold,
)

RETURN, ESCAPE, TAB, BACKSPACE, F1, F2, F3 = 0xFF0D, 0xFF1B, 0xFF09, 0xFF08, 0xFFBE, 0xFFBF, 0xFFC0
SIGNED_OUT = first().after(samples.told(Truth.SIGNED_OUT, "signed_out"))
WITH_PASSWORD = ("totp", "password")
SIGN_IN_WITH_BOTH = first().after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=WITH_PASSWORD))
UNLOCK_WITH_BOTH = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=WITH_PASSWORD))
SIGN_IN_BY_KEY = first().after(
    replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("security_key", "password"))
)
UNLOCK_BY_KEY = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=("security_key",)))
LOCKED = first().after(samples.told(Truth.LOCKED, "idle"))


class Person:
    """Somebody at the prompt: types, clicks, reads; `answers` is what the window handed on."""

    def __init__(self, window: PromptWindow) -> None:
        self.window = window
        self.answers: list[object] = []
        window.answered.connect(self.answers.append)

    def asked(self, asking: Asking) -> None:
        self.window.render_asking(asking)

    def type_text(self, text: str) -> None:
        for letter in text:
            self.press(ord(letter))

    def press(self, keysym: int) -> None:
        event = key_press(KeyPressed(keysym=keysym, state=0))
        assert event is not None
        self.window.type_key(event)

    def click(self, target: QWidget) -> None:
        self.window.click(target.mapToGlobal(target.rect().center()))

    def reads(self) -> list[str]:
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible() and label.text()]

    def field(self, name: str) -> QLineEdit:
        return next(
            field
            for field in self.window.findChildren(QLineEdit)
            if field.isVisible() and field.accessibleName() == name
        )

    def buttons(self) -> list[str]:
        return [button.text() for button in self.window.findChildren(QPushButton) if button.isVisible()]

    def ticks(self) -> list[QCheckBox]:
        return [tick for tick in self.window.findChildren(QCheckBox) if tick.isVisible()]


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    window = PromptWindow()
    qtbot.addWidget(window)
    window.show()
    return Person(window)


def test_a_sign_in_hands_over_name_and_code(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="cruz", code="123456")]


def test_the_ring_goes_round_the_whole_field_when_the_page_gets_its_width_back(person: Person, qtbot: QtBot) -> None:
    person.asked(LOCKED)
    scroll = person.window.findChild(PageScroll)
    assert scroll
    qtbot.waitUntil(lambda: not scroll.verticalScrollBar().isVisible())
    whole = painted(person.window)
    qtbot.waitUntil(lambda: on_screen(person.window) == whole)
    scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    person.press(TAB)
    qtbot.waitUntil(lambda: on_screen(person.window) == painted(person.window) != whole)
    scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    qtbot.waitUntil(lambda: on_screen(person.window) == whole)


def on_screen(window: QWidget) -> QImage:
    """Return what is there of it now, painted or not yet."""
    place = window.geometry()
    return right_half(window.screen().grabWindow(0, place.x(), place.y(), place.width(), place.height()))


def painted(window: QWidget) -> QImage:
    """Return what it looks like once all of it is painted."""
    return right_half(window.grab())


def right_half(seen: QPixmap) -> QImage:
    """Return where no caret blinks."""
    image = seen.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return image.copy(image.width() // 2, 0, image.width() // 2, image.height())


def test_an_unlock_asks_for_the_code_alone(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="123456")]
    assert "cruz" not in " ".join(person.reads())


def test_the_codes_digits_are_never_on_the_screen(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("1234")
    field = person.field("Six-digit code")
    assert field.text() == "1234"
    assert field.displayText() == "●●●●"


def test_a_code_takes_six_digits_and_nothing_else(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("1a2 b3٣4567890")
    assert person.field("Six-digit code").text() == "123456"


def test_a_code_that_was_handed_over_is_gone_from_the_window(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("123456")
    person.press(RETURN)
    assert person.field("Six-digit code").text() == ""


def test_a_code_that_is_not_complete_is_not_handed_over(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("12345")
    person.press(RETURN)
    assert person.answers == []
    assert "The code has six digits; a recovery code has twelve letters and digits." in person.reads()


def test_a_missing_name_is_asked_for_where_it_belongs(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == []
    assert "Enter your name first." in person.reads()
    person.type_text("cruz")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="cruz", code="123456")]


def test_a_second_code_waits_for_the_verdict_on_the_first(person: Person) -> None:
    person.asked(LOCKED.after(Offered()))
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == []
    person.asked(LOCKED.after(Offered()).after(samples.refused()))
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="123456")]


def test_a_refused_sign_in_keeps_the_name(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    person.asked(SIGNED_OUT.after(Offered()).after(samples.refused()))
    assert person.field("Name").text() == "cruz"
    assert "That was not accepted. Check what you entered, or wait for the next code." in person.reads()


def test_escape_empties_every_field(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("123")
    person.press(ESCAPE)
    assert [person.field(name).text() for name in ("Name", "Six-digit code")] == ["", ""]
    person.type_text("ruiz")
    assert person.field("Name").text() == "ruiz"


def test_another_truth_empties_every_field(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("1234")
    person.asked(first().after(samples.told(Truth.REAUTH_DUE, "reauth")))
    assert person.field("Six-digit code").text() == ""


def test_the_checklist_is_ticked_by_number_and_space_and_handed_over_whole(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    person.type_text("1")
    person.press(RETURN)
    assert person.answers == []
    assert "Confirm every line to go on." in person.reads()
    person.type_text(" 34")
    person.press(RETURN)
    assert person.answers == [Attested(items=(0, 1, 2, 3))]


def test_a_number_pressed_twice_takes_the_tick_back(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    person.type_text("229")
    assert [tick.isChecked() for tick in person.ticks()] == [False] * 4


def test_the_checklist_can_be_clicked(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    for tick in person.ticks():
        person.click(tick)
    person.click(person.window.findChildren(QPushButton)[0])
    assert person.answers == [Attested(items=(0, 1, 2, 3))]


def test_a_long_line_of_the_checklist_is_shown_whole(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    short, long = person.ticks()[0], person.ticks()[1]
    assert long.height() > short.height()


def test_a_click_puts_the_keys_into_the_field_under_it(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.click(person.field("Six-digit code"))
    person.type_text("12")
    assert person.field("Six-digit code").text() == "12"
    assert person.field("Name").text() == ""


def test_a_click_beside_the_window_does_nothing(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.window.click(QPoint(-5, -5))
    person.type_text("a")
    assert person.field("Name").text() == "a"


def test_keys_mean_nothing_while_the_keeper_is_away(person: Person) -> None:
    person.asked(first().after(LinkLost()))
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == []
    assert person.reads()[-1] == "The keeper does not answer. The seat stays closed."


def test_the_window_stays_in_the_middle_whatever_is_asked(person: Person) -> None:
    middle = QGuiApplication.primaryScreen().geometry().center()
    for asking in (first(), SIGNED_OUT, LOCKED, SIGNED_OUT.after(samples.to_attest())):
        person.asked(asking)
        off = person.window.geometry().center() - middle
        assert (abs(off.x()) <= 1, abs(off.y()) <= 1) == (True, True)


def test_the_window_asks_the_desktop_for_no_focus(person: Person) -> None:
    flags = person.window.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.X11BypassWindowManagerHint


def test_the_window_says_once_that_it_is_there(qtbot: QtBot) -> None:
    window = PromptWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.appeared):
        window.show()
    window.update()
    with qtbot.assertNotEmitted(window.appeared):
        window.repaint()


def test_a_trial_says_so(person: Person) -> None:
    person.asked(first().after(samples.welcome()).after(samples.told(Truth.LOCKED, "idle")))
    assert "Trial" in person.reads()


def test_every_field_can_be_named_by_a_screen_reader(person: Person) -> None:
    person.asked(SIGNED_OUT.after(samples.to_attest()))
    assert [tick.accessibleName() for tick in person.ticks()] == list(samples.CHECKLIST)
    assert CodeField("Six-digit code").accessibleName() == "Six-digit code"


def test_a_sign_in_with_a_password_is_typed_from_field_to_field(person: Person) -> None:
    person.asked(SIGN_IN_WITH_BOTH)
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("Blue kite #9")
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="cruz", code="123456", password="Blue kite #9")]


def test_an_unlock_with_a_password_begins_with_it(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue kite over manila")
    person.press(RETURN)
    assert person.answers == []
    assert "The code has six digits; a recovery code has twelve letters and digits." in person.reads()
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="123456", password="blue kite over manila")]


def test_a_key_is_asked_for_in_place_of_the_code_and_wants_to_be_touched(person: Person) -> None:
    person.asked(UNLOCK_BY_KEY)
    assert any(line.startswith("Plug your security key in.") for line in person.reads())
    person.type_text("2580")
    field = person.field("PIN of your security key")
    assert (field.text(), field.displayText()) == ("2580", "●●●●")
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="", pin="2580")]
    assert person.field("PIN of your security key").text() == ""
    person.asked(UNLOCK_BY_KEY.after(Offered()))
    assert "Touch your security key when it blinks…" in person.reads()


def test_a_key_that_reads_a_finger_wants_no_pin(person: Person) -> None:
    person.asked(UNLOCK_BY_KEY)
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="", pin="")]


def test_a_sign_in_by_key_and_password_is_typed_from_field_to_field(person: Person) -> None:
    person.asked(SIGN_IN_BY_KEY)
    assert any("it says who you are" in line for line in person.reads())
    assert "Name" not in person.reads()
    person.press(RETURN)
    assert "Enter your password as well." in person.reads()
    person.type_text("blue kite over manila")
    person.press(TAB)
    person.type_text("open Sesame")
    person.press(RETURN)
    offer = CodeOffered(agent="", code="", password="blue kite over manila", pin="open Sesame")
    assert person.answers == [offer]


def test_a_name_is_typed_beside_a_key_with_several_accounts_and_the_prompt_says_so(person: Person) -> None:
    several = SIGN_IN_BY_KEY.after(Offered()).after(Verdict(accepted=False, reason="key_several_accounts"))
    person.asked(several)
    assert "Your security key has several accounts. Enter your name as well, then try again." in person.reads()
    person.press(RETURN)
    assert "Enter your name first." in person.reads()
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("blue kite over manila")
    person.press(TAB)
    person.type_text("open Sesame")
    person.press(RETURN)
    offer = CodeOffered(agent="cruz", code="", password="blue kite over manila", pin="open Sesame")
    assert person.answers == [offer]


def test_f3_and_escape_go_to_a_key_that_is_plugged_in_to_the_name_beside_it_and_back(person: Person) -> None:
    told = replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("totp",))
    asking = first().after(told)

    def turned() -> None:
        nonlocal asking
        asking = asking.after(Turned())
        person.asked(asking)

    def left() -> None:
        nonlocal asking
        asking = asking.after(WayLeft())
        person.asked(asking)

    person.window.turned.connect(turned)
    person.window.left.connect(left)
    person.asked(asking)
    person.press(F3)
    assert "F3" not in " ".join(person.buttons())
    person.type_text("cr")
    asking = asking.after(replace(told, key_at_hand=True))
    person.asked(asking)
    assert person.field("Name").text() == "cr"  # what is typed stays while the way appears
    assert "Use your security key (F3)" in person.buttons()
    person.press(F3)
    person.press(ESCAPE)
    assert person.field("Six-digit code")
    person.press(F3)
    assert "Name" not in person.reads()
    assert person.buttons() == ["Sign in", "Enter your name (F3)", "Back (Esc)"]
    person.type_text("2580")
    person.press(RETURN)
    person.press(F3)
    assert person.field("PIN of your security key").text() == ""
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("2580")
    person.press(RETURN)
    assert person.answers == [
        CodeOffered(agent="", code="", pin="2580"),
        CodeOffered(agent="cruz", code="", pin="2580"),
    ]
    person.press(ESCAPE)
    person.click(next(each for each in person.window.findChildren(QPushButton) if "Use your" in each.text()))
    assert person.field("PIN of your security key")


def test_nobody_turns_away_while_a_key_is_asked(person: Person) -> None:
    turns: list[None] = []
    person.window.turned.connect(lambda: turns.append(None))
    person.asked(SIGN_IN_BY_KEY.after(Offered()))
    person.press(F3)
    assert turns == []
    assert "Touch your security key when it blinks…" in person.reads()
    chosen = first().after(replace(samples.told(Truth.LOCKED, "idle"), key_at_hand=True)).after(Turned())
    person.asked(chosen.after(Offered()))
    assert "Touch your security key when it blinks…" in person.reads()


def test_a_supervisor_is_asked_by_f2_where_the_key_was_to_say_who_it_is(person: Person) -> None:
    sought: list[None] = []
    person.window.sought.connect(lambda: sought.append(None))
    told = replace(
        samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("security_key", "password"), may_be_vouched=True
    )
    person.asked(first().after(told))
    person.press(F2)
    assert (len(sought), person.answers) == (1, [])


def test_what_is_wrong_with_a_key_is_a_sentence_and_the_field_is_there_again(person: Person) -> None:
    for reason, sentence in (
        ("key_absent", "No security key was found. Plug yours in, then try again."),
        (
            "key_wrong_pin",
            "The security key did not accept the PIN or finger. After some wrong ones it blocks itself.",
        ),
        ("key_blocked", "Your security key is blocked after too many wrong PINs. Ask IT."),
        ("key_not_touched", "The security key was not touched. Try again, and touch it when it blinks."),
    ):
        person.asked(UNLOCK_BY_KEY.after(Offered()).after(Verdict(accepted=False, reason=reason)))
        assert sentence in person.reads()
        assert person.field("PIN of your security key").isEnabled()


def test_caps_lock_is_told_where_a_pin_is_typed_and_a_checklist_wants_no_touch(person: Person) -> None:
    person.asked(UNLOCK_BY_KEY)
    person.window.show_caps_lock(is_on=True)
    assert "Caps Lock is on." in person.reads()
    person.asked(UNLOCK_BY_KEY.after(samples.to_attest()).after(Offered()))
    assert "Checking…" in person.reads()


def test_a_missing_password_is_asked_for_where_it_belongs(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    assert person.answers == []
    assert "Enter your password as well." in person.reads()
    person.type_text("kite")
    assert person.field("Password").text() == "kite"


def test_a_passwords_letters_are_never_on_the_screen_and_gone_once_handed_over(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("kite")
    field = person.field("Password")
    assert field.displayText() == "●●●●"
    person.press(TAB)
    person.type_text("123456")
    person.press(RETURN)
    assert field.text() == ""
    field.undo()
    assert field.text() == ""


def test_a_refused_password_begins_again_with_the_password(person: Person) -> None:
    person.asked(SIGN_IN_WITH_BOTH)
    for text in ("cruz", "blue kite", "123456"):
        person.type_text(text)
        person.press(RETURN if text == "123456" else TAB)
    person.asked(SIGN_IN_WITH_BOTH.after(Offered()).after(samples.refused()))
    person.type_text("kite")
    assert [person.field(name).text() for name in ("Name", "Password", "Six-digit code")] == ["cruz", "kite", ""]


def test_escape_empties_the_password_too(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("kite")
    person.press(TAB)
    person.type_text("12")
    person.press(ESCAPE)
    person.type_text("x")
    assert [person.field(name).text() for name in ("Password", "Six-digit code")] == ["x", ""]


def test_a_password_that_is_asked_for_meanwhile_appears_with_empty_fields(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("123")
    person.asked(UNLOCK_WITH_BOTH)
    person.press(ESCAPE)
    person.type_text("kite")
    assert [person.field(name).text() for name in ("Password", "Six-digit code")] == ["kite", ""]


def test_the_rest_of_a_password_is_never_readable_where_the_seat_is_signed_out_meanwhile(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue ki")
    begun = person.field("Password")
    person.asked(SIGN_IN_WITH_BOTH)
    assert begun.text() == ""
    person.type_text("te over")
    person.press(BACKSPACE)
    person.type_text("manila")
    assert person.field("Name").text() == ""
    person.press(TAB)
    person.type_text("123456")
    assert [person.field(name).text() for name in ("Name", "Password")] == ["", "123456"]


@pytest.mark.parametrize("between", [first().after(LinkLost()), LOCKED])
def test_what_was_begun_is_dropped_whatever_lies_between(person: Person, between: Asking) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue")
    person.asked(between)
    person.type_text(" ki")
    person.asked(SIGN_IN_WITH_BOTH)
    person.type_text("te")
    assert person.field("Name").text() == ""


def test_what_is_typed_while_nothing_is_asked_is_no_name(person: Person) -> None:
    person.asked(first().after(LinkLost()))
    person.type_text("blue")
    person.asked(SIGN_IN_WITH_BOTH)
    person.type_text(" kite")
    assert person.field("Name").text() == ""


@pytest.mark.parametrize("key", [TAB, RETURN, ESCAPE])
def test_a_key_that_no_password_has_begins_anew(person: Person, key: int) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue")
    person.asked(SIGNED_OUT)
    person.press(key)
    person.type_text("12")
    assert "12" in [person.field(name).text() for name in ("Name", "Six-digit code")]
    assert person.answers == []


def test_a_click_begins_anew(person: Person) -> None:
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue")
    person.asked(SIGNED_OUT)
    person.click(person.field("Name"))
    person.type_text("cruz")
    assert person.field("Name").text() == "cruz"


def test_a_rest_begins_anew(qtbot: QtBot) -> None:
    person = Person(PromptWindow(rest_ms=0))
    qtbot.addWidget(person.window)
    person.window.show()
    person.asked(UNLOCK_WITH_BOTH)
    person.type_text("blue")
    person.asked(SIGNED_OUT)
    person.type_text(" kite")
    assert person.field("Name").text() == ""

    def types_on() -> None:
        person.type_text("c")
        assert person.field("Name").text() == "c"

    qtbot.waitUntil(types_on)


@pytest.mark.parametrize("last", [RETURN, ESCAPE])
def test_who_handed_over_or_took_back_is_not_in_the_middle_of_it(person: Person, last: int) -> None:
    person.asked(LOCKED)
    person.type_text("123456")
    person.press(last)
    person.asked(SIGNED_OUT)
    person.type_text("cruz")
    assert person.field("Name").text() == "cruz"


def test_caps_lock_is_told_of_where_a_password_is_typed(person: Person) -> None:
    said = "Caps Lock is on."
    person.asked(UNLOCK_WITH_BOTH)
    assert said not in person.reads()
    person.window.show_caps_lock(is_on=True)
    assert said in person.reads()
    person.window.show_caps_lock(is_on=False)
    assert said not in person.reads()
    person.asked(LOCKED)
    person.window.show_caps_lock(is_on=True)
    assert said not in person.reads()


@pytest.mark.parametrize("typed", ["ABCD-2345-EFGH", "abcd2345efgh", "abcd-2345efgh"])
def test_a_recovery_code_is_typed_in_place_of_the_code(person: Person, typed: str) -> None:
    person.asked(LOCKED)
    person.type_text(typed)
    assert person.field("Six-digit code").displayText() == "●" * len(typed)
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code=typed)]


def test_a_recovery_code_that_is_not_complete_is_not_handed_over(person: Person) -> None:
    person.asked(LOCKED)
    person.type_text("ABCD-2345-EFG")
    person.press(RETURN)
    assert person.answers == []


def test_a_break_glass_code_is_asked_for_by_f1_alone_and_escape_leads_back(person: Person) -> None:
    lefts: list[None] = []
    person.window.left.connect(lambda: lefts.append(None))
    person.asked(LOCKED)
    person.press(F1)
    assert person.answers == [GlassWanted()]
    person.asked(LOCKED.after(samples.challenge()))
    assert {"3f2a9c1b", "K7QF-2M9X"} <= set(person.reads())
    person.type_text("4t8w-zc3")
    person.press(RETURN)
    assert "The code from IT has eight letters and digits." in person.reads()
    person.type_text("h")
    person.press(RETURN)
    assert person.answers[1:] == [GlassOffered(agent="", code="4t8w-zc3h")]
    assert person.field("Code from IT").text() == ""
    person.press(ESCAPE)
    assert len(lefts) == 1


def test_at_a_free_seat_a_break_glass_code_is_for_a_name(person: Person) -> None:
    person.asked(SIGNED_OUT)
    person.click(next(each for each in person.window.findChildren(QPushButton) if "F1" in each.text()))
    assert person.answers == [GlassWanted()]
    person.asked(SIGNED_OUT.after(samples.challenge(is_free=True)))
    person.press(RETURN)
    assert "Enter your name first." in person.reads()
    person.type_text("cruz")
    person.press(TAB)
    person.type_text("4T8WZC3H")
    person.press(RETURN)
    assert person.answers[1:] == [GlassOffered(agent="cruz", code="4T8WZC3H")]


def test_nobody_is_offered_a_break_glass_code_where_no_code_is_asked_for(person: Person) -> None:
    for asking in (SIGNED_OUT.after(samples.to_attest()), first().after(samples.told(Truth.REVOKED, "revoked"))):
        person.asked(asking)
        person.press(F1)
        assert not [
            each for each in person.window.findChildren(QPushButton) if each.isVisible() and "F1" in each.text()
        ]
    assert person.answers == []


MAY_BE_VOUCHED = first().after(
    replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=WITH_PASSWORD, may_be_vouched=True)
)


def test_a_supervisor_is_asked_by_f2_for_the_name_that_was_entered_where_the_policy_lets_them(person: Person) -> None:
    person.asked(SIGN_IN_WITH_BOTH)
    person.press(F2)
    person.asked(MAY_BE_VOUCHED)
    person.press(F2)
    assert person.answers == []
    assert "Enter your name first." in person.reads()
    person.type_text("cruz")
    person.press(F2)
    assert person.answers == [SupervisorWanted(agent="cruz")]


def test_once_a_supervisor_vouched_the_password_alone_is_asked_for(person: Person) -> None:
    waiting = MAY_BE_VOUCHED.after(VouchTold(is_given=False))
    person.asked(waiting)
    person.press(RETURN)
    assert person.answers == []
    person.asked(waiting.after(VouchTold(is_given=True)))
    person.press(RETURN)
    assert "Enter your password as well." in person.reads()
    person.type_text("kite")
    assert "kite" not in person.field("Password").displayText()
    person.press(RETURN)
    assert person.answers == [VouchOffered(password="kite")]
    assert person.field("Password").text() == ""
    lefts: list[None] = []
    person.window.left.connect(lambda: lefts.append(None))
    person.press(ESCAPE)
    assert len(lefts) == 1


def test_a_page_that_waits_has_room_for_all_of_its_words(person: Person) -> None:
    for asking in (MAY_BE_VOUCHED, MAY_BE_VOUCHED.after(VouchTold(is_given=False)), SIGNED_OUT):
        person.asked(asking)
        at_once = person.window.height()
        QApplication.processEvents()
        assert at_once == person.window._column.totalHeightForWidth(person.window.width())
    person.asked(MAY_BE_VOUCHED.after(VouchTold(is_given=False)))
    assert not [each for each in person.window.findChildren(QPushButton) if each.isVisible() and not each.isFlat()]
