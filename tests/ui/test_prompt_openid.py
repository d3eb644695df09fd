"""The prompt where an account is asked for: one button, a picture to scan, a code, and the time that is left."""

# SPDX-License-Identifier: Apache-2.0

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes.openid import BEGUN, FakeOpenid, come
from tests.keeper.running import RunningKeeper
from tests.ui import samples
from tests.ui.test_prompt import Scene
from tests.ui.test_prompt_window import ESCAPE, F1, F2, RETURN, Person
from ui.asking import LinkLost, Offered, Step, SupervisorSought, Unanswered, WayLeft, first
from ui.present.elsewhere import how_it_goes, time_left
from ui.prompt_openid import ElsewherePage
from ui.prompt_window import PromptWindow
from ui.qrcode import MODULE, QUIET, QrCode
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import FactorsAsked
from workstation.keeper.ruled import Ruled
from workstation.link.messages import (
    CodeOffered,
    GlassWanted,
    OfferDropped,
    Ready,
    SupervisorWanted,
    Verdict,
    VouchTold,
)
from workstation.policy.rules import FactorsRule, Policy

SIGN_IN = first().after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",)))
UNLOCK = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=("openid", "password")))
SIGN_IN_VOUCHED = first().after(
    replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",), may_be_vouched=True)
)
SHOWN = SIGN_IN.after(Offered()).after(samples.elsewhere())


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    window = PromptWindow()
    qtbot.addWidget(window)
    window.show()
    return Person(window)


def test_a_sign_in_asks_for_nothing_but_to_begin(person: Person) -> None:
    person.asked(SIGN_IN)
    said = "You confirm who you are on your phone or another computer, at your organization's sign-in page."
    assert said in person.reads()
    person.type_text("cruz")
    person.press(ESCAPE)
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="", openid=True)]


def test_a_password_beside_it_is_typed_first_and_kept_by_nobody(person: Person) -> None:
    person.asked(UNLOCK)
    person.press(RETURN)
    assert "Enter your password as well." in person.reads()
    person.type_text("blue kite")
    person.window.show_caps_lock(is_on=True)
    assert "Caps Lock is on." in person.reads()
    person.press(RETURN)
    assert person.answers == [CodeOffered(agent="", code="", password="blue kite", openid=True)]
    assert person.field("Password").text() == ""


def test_what_is_to_be_confirmed_elsewhere_is_shown_and_runs_out(person: Person) -> None:
    person.asked(SHOWN)
    said = [line.replace("\u200b", "") for line in person.reads()]
    for line in ("Confirm on another device", "WDJB-MJHT", "https://id.center.example/device", "Valid for 2:41 more."):
        assert line in said
    assert [each.accessibleName() for each in person.window.findChildren(QrCode)] == ["QR code of the address"]
    (page,) = person.window.findChildren(ElsewherePage)
    page._until -= 101
    person.window.show_time(samples.NOON)
    assert "Valid for 1:00 more." in person.reads()
    page._until -= 1000
    person.window.show_time(samples.NOON)
    assert "Valid for 0:00 more." in person.reads()


def test_a_picture_that_brings_no_code_along_says_so(person: Person) -> None:
    person.asked(SIGN_IN.after(replace(samples.elsewhere(), uri_complete="")))
    said = "Scan this with your phone, or open the address below in a browser. Then enter the code."
    assert said in person.reads()


def test_only_escape_or_the_button_cancels(person: Person) -> None:
    person.asked(SHOWN)
    person.press(RETURN)
    person.type_text("1 x")
    assert person.answers == []
    person.press(ESCAPE)
    assert person.answers == [OfferDropped()]
    person.asked(SIGN_IN)
    person.asked(SHOWN)
    person.click(next(each for each in person.window.findChildren(QPushButton) if each.isVisible()))
    assert person.answers == [OfferDropped()] * 2


def test_a_break_glass_code_is_asked_for_by_f1_where_an_account_is_asked_for(person: Person) -> None:
    person.asked(SIGN_IN)
    person.press(F2)
    assert person.answers == [], "the policy lets no supervisor"
    person.press(F1)
    person.asked(UNLOCK)
    person.press(F1)
    assert person.answers == [GlassWanted()] * 2


def test_a_supervisor_is_asked_by_f2_and_a_name_first_where_the_account_would_tell_it(person: Person) -> None:
    soughts: list[None] = []
    person.window.sought.connect(lambda: soughts.append(None))
    person.asked(SIGN_IN_VOUCHED)
    person.press(F2)
    assert (person.answers, len(soughts)) == ([], 1)
    named = SIGN_IN_VOUCHED.after(SupervisorSought())
    person.asked(named)
    person.press(RETURN)
    assert "Enter your name first." in person.reads()
    person.type_text("cruz")
    person.press(RETURN)
    assert person.answers == [SupervisorWanted(agent="cruz")]
    assert named.after(WayLeft()) == SIGN_IN_VOUCHED
    assert named.after(Offered()).after(VouchTold(is_given=False)).step is Step.VOUCH
    busy = named.after(Offered()).after(Verdict(accepted=False, reason="vouch_busy"))
    assert (busy.step, busy.checking) == (Step.SIGN_IN, False)
    told = replace(samples.told(Truth.LOCKED, "idle"), factors=("openid", "password"), may_be_vouched=True)
    person.asked(first().after(told))
    person.press(F2)
    assert person.answers[1:] == [SupervisorWanted(agent="")]
    assert len(soughts) == 1


def test_while_somebody_confirms_elsewhere_no_other_way_is_offered_and_the_time_runs_on(person: Person) -> None:
    shown = SIGN_IN_VOUCHED.after(Offered()).after(samples.elsewhere())
    person.asked(shown)
    assert [each.text() for each in person.window.findChildren(QPushButton) if each.isVisible()] == ["Cancel"]
    person.press(F1)
    person.press(F2)
    assert person.answers == []
    (page,) = person.window.findChildren(ElsewherePage)
    told = replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",), may_be_vouched=False)
    person.asked(shown.after(told))
    assert person.window.findChildren(ElsewherePage) == [page]


def test_whatever_comes_of_it_leaves_the_picture() -> None:
    assert SHOWN.step is Step.ELSEWHERE
    assert not SHOWN.checking
    expired = SHOWN.after(Verdict(accepted=False, reason="openid_expired"))
    assert (expired.step, expired.elsewhere) == (Step.SIGN_IN, None)
    assert expired.answer == "Nobody confirmed it in time. Start again."
    assert SHOWN.after(Verdict(accepted=True, reason="ok")).step is Step.WAIT
    assert SHOWN.after(samples.to_attest()).step is Step.CHECKLIST
    unanswered = SHOWN.after(Unanswered())
    assert (unanswered.step, unanswered.elsewhere) == (Step.SIGN_IN, None)
    assert SHOWN.after(LinkLost()).elsewhere is None
    told = replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",))
    assert SHOWN.after(told) == SHOWN
    assert SHOWN.after(replace(told, factors=("totp",))).step is Step.SIGN_IN
    suspended = SHOWN.after(replace(told, truth=Truth.SUSPENDED, reason="suspended"))
    assert (suspended.step, suspended.elsewhere) == (Step.WAIT, None)


def test_without_the_store_it_is_said_that_nobody_else_can_ask() -> None:
    away = SIGN_IN.after(Verdict(accepted=False, reason="openid_no_store"))
    assert away.answer == "The audit store does not answer, and only it can ask your sign-in page. Try again later."


def test_the_picture_is_dark_on_light_in_whole_pixels_and_has_a_quiet_zone(qtbot: QtBot) -> None:
    code = QrCode("https://id.center.example/device?user_code=WDJB-MJHT", "picture", 215)
    qtbot.addWidget(code)
    image = code.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    black, white = QColor(Qt.GlobalColor.black).rgb(), QColor(Qt.GlobalColor.white).rgb()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert colours == {black, white}
    edge = QUIET * MODULE
    assert {image.pixel(x, edge - 1) for x in range(image.width())} == {white}
    assert [image.pixel(edge + each, edge) for each in (0, 7 * MODULE - 1, 7 * MODULE)] == [black, black, white]
    small = QrCode("https://id.center.example/device?user_code=WDJB-MJHT", "picture", 100)
    qtbot.addWidget(small)
    assert small.width() <= 100


@pytest.mark.parametrize("long", [False, True])
def test_a_camera_reads_the_address_with_its_code(person: Person, tmp_path: Path, *, long: bool) -> None:
    told = samples.elsewhere(long=long)
    person.asked(SIGN_IN.after(told))
    picture = tmp_path / "screen.png"
    assert person.window.grab().save(str(picture))
    read = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == told.uri_complete


def test_the_time_that_is_left_is_read_like_a_clock() -> None:
    assert [re.search(r"\d+:\d\d", time_left(each)) is not None for each in (0, 9, 60, 180)] == [True] * 4


class Confirmed:
    """A keeper that asks a provider for an account and then for the checklist, and a prompt before a shield's keys."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.provider = FakeOpenid(BEGUN)
        rules = Policy(name="x", format=1, rule=(FactorsRule(id="o", factors=("openid",)),))
        ruled = Ruled(checklist=("My desk is clear.",), factors=FactorsAsked(rules, "cards"))
        self.keeper = RunningKeeper(folder, ruled, openid=self.provider)
        self.keeper.peer("seat").send(Ready(capabilities=()))
        self.scene = Scene(qtbot, self.keeper.socket)

    def close(self) -> None:
        self.scene.close()
        self.scene.link.stop()
        self.keeper.stop()


@pytest.fixture
def confirmed(qtbot: QtBot, tmp_path: Path) -> Iterator[Confirmed]:
    made = Confirmed(qtbot, tmp_path)
    yield made
    made.close()


def test_enter_begins_escape_ends_and_who_comes_then_has_the_checklist_to_confirm(confirmed: Confirmed) -> None:
    scene, keeper = confirmed.scene, confirmed.keeper
    scene.shows(how_it_goes())
    scene.press(RETURN)
    scene.shows(BEGUN.user_code)
    scene.press(ESCAPE)
    scene.shows("Nothing was confirmed. Start again when you are ready.")
    scene.press(RETURN)
    scene.shows(BEGUN.user_code)
    assert Kind.SIGNED_IN not in keeper.kinds()
    confirmed.provider.says = come("cruz")
    scene.shows_ticks(1)
    assert Kind.SIGNED_IN not in keeper.kinds()
    scene.type_text("1")
    scene.press(RETURN)
    scene.until(lambda: keeper.slot.standing.truth is Truth.ACTIVE)
    assert Kind.SIGNED_IN in keeper.kinds()
