"""A mask over real programs is clicked, lifted and put back, as an agent sees it."""

# SPDX-License-Identifier: Apache-2.0

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.eyes import INK, PAPER
from tests.desktop.realseat import REVEALING, WHY, RealSeat
from tests.desktop.shared import Launch
from tests.desktop.sink import xdotool
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION
from workstation.facts.kinds import Kind
from workstation.facts.place import Mark, Rect

CLICKS = 3
pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]


@pytest.fixture
def seat() -> Iterator[RealSeat]:
    made = RealSeat(REVEALING)
    made.open()
    yield made
    made.close()


def is_covered(seat: RealSeat, mark: Mark) -> bool:
    """Look over one connection: a short-lived one of ours would be taken for that of a program that came after."""
    return all(seat.eyes.pixel(x, y) in {INK, PAPER} for rect in mark.hidden for x, y in diagonals(rect))


def diagonals(rect: Rect) -> Iterator[tuple[int, int]]:
    """Yield pixels all over `rect`, enough to meet a letter."""
    for step in range(2, rect.width - 2):
        yield rect.x + step, rect.y + rect.height // 2 + step % 5 - 2


def click(mark: Mark) -> None:
    rect = mark.hidden[0]
    click_in_place(str(rect.x + rect.width // 2), str(rect.y + rect.height // 2))


def click_in_place(x: str, y: str) -> None:
    xdotool("mousemove", x, y, "keydown", "ctrl", "click", "1", "keyup", "ctrl")


def reveal(seat: RealSeat, data_class: str) -> Mark:
    """Lift the one mask of this class, from a screen that shows it."""
    mark = seat.until_shown(data_class)
    eventually(lambda: is_covered(seat, mark), "the mask is there")
    for _ in range(CLICKS):
        click(mark)
        # What is painted may be clicked on a moment later only: the seat holds the button by another connection.
        with suppress(AssertionError):
            eventually(lambda: seat.question is not None, "a reason is asked for", 10)
            break
    seat.choose(WHY)
    eventually(lambda: not is_covered(seat, mark), "the mask is lifted")
    return mark


def of_reveals(seat: RealSeat) -> list[Kind]:
    return [body.kind for body in seat.bodies if body.kind.startswith("reveal.")]


def test_a_field_of_a_gtk_program_is_shown_and_covered_again_by_a_second_click(launch: Launch, seat: RealSeat) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486")
    mark = reveal(seat, "card_number")
    click(mark)
    eventually(lambda: is_covered(seat, mark), "the mask is back")
    eventually(lambda: of_reveals(seat) == [Kind.REVEAL_OPENED, Kind.REVEAL_CLOSED], "both are written down")


def test_a_picture_of_the_screen_puts_the_mask_back_and_is_said_to_have_got_through(
    bed: Bed, launch: Launch, seat: RealSeat, tmp_path: Path
) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Card number", "4539578763621486")
    mark = reveal(seat, "card_number")
    subprocess.run(["scrot", "--overwrite", "picture.png"], env=bed.environment, cwd=tmp_path, check=True, timeout=60)
    eventually(lambda: is_covered(seat, mark), "the mask is back")
    eventually(lambda: of_reveals(seat)[-1] is Kind.REVEAL_CAPTURED, "it is written down")
    assert [body.application for body in seat.bodies if body.kind is Kind.REVEAL_CAPTURED] == ["scrot"]


def test_the_keyboard_that_goes_elsewhere_puts_the_mask_back(launch: Launch, seat: RealSeat) -> None:
    launch("yad", "--form", "--title=Payment", "--field=Card number", "--field=Remark", "4539578763621486", "x")
    mark = reveal(seat, "card_number")
    xdotool("key", "Tab")
    eventually(lambda: is_covered(seat, mark), "the mask is back")


def test_a_number_in_a_page_is_shown_and_another_one_at_its_place_is_not(
    bed: Bed, seat: RealSeat, tmp_path: Path
) -> None:
    browser = Browser(bed, tmp_path)
    try:
        browser.show(
            "<p id=n>SSN 219-09-9999</p><script>onkeydown=e=>{if(e.key=='n')n.textContent='SSN 219-09-9998'}</script>"
        )
        mark = reveal(seat, "us_ssn")
        browser.press("n")
        eventually(lambda: is_covered(seat, mark), "another customer's number is covered")
        eventually(lambda: of_reveals(seat)[-1] is Kind.REVEAL_CLOSED, "it is written down")
    finally:
        bed.end(browser.process)


class Asking:
    """A seat with windows in a process of its own, and what it says."""

    def __init__(self, bed: Bed, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.desktop.askingseat", *arguments]
        self._process = subprocess.Popen(command, env=bed.environment, stdout=subprocess.PIPE, text=True)
        self.place: list[str] = []
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def await_line(self, wanted: str, never: str = "nothing", within: float = 60) -> list[str]:
        """Read what the seat says until it says `wanted`, and return the words of that line; raise Empty otherwise."""
        until = time.monotonic() + within
        while not (line := self._lines.get(timeout=max(0.0, until - time.monotonic()))).startswith(wanted):
            assert not line.startswith(never)
        return line.split()

    def come_back(self) -> None:
        """Have the browser bring what proves who it is."""
        self._process.send_signal(signal.SIGUSR1)

    def stop(self) -> None:
        self._process.kill()
        self._reader.join()
        self._process.communicate()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


@pytest.fixture
def asking(bed: Bed) -> Iterator[Asking]:
    """Start a seat with windows."""
    asking = Asking(bed)
    try:
        asking.await_line("open")
        yield asking
    finally:
        asking.stop()


@pytest.fixture
def proving(bed: Bed) -> Iterator[Asking]:
    """Start a seat with windows, which wants a proof."""
    proving = Asking(bed, "proof")
    try:
        proving.await_line("open")
        yield proving
    finally:
        proving.stop()


@pytest.fixture
def by_browser(bed: Bed) -> Iterator[Asking]:
    """Start a seat with windows, which wants a proof from a browser."""
    proving = Asking(bed, "browser")
    try:
        proving.await_line("open")
        yield proving
    finally:
        proving.stop()


PROGRAMS = {
    "gtk": ("yad", "--form", "--title=Payment", "--field=Card number", "--field=x", "4539578763621486", ""),
    "qt": (sys.executable, str(Path(__file__).parent / "qtform.py")),
}


def see_and_cover_again(asking: Asking) -> None:
    """Lift a mask by two keys in the question, and put it back by a click, as often as a focus may be lost."""
    for _ in range(5):
        ask_for_mask(asking)
        xdotool("key", "Down", "Return")
        asking.await_line("recorded", never="covered")
        asking.await_line("open", never="covered")
        click_in_place(*asking.place)
        asking.await_line("covered")


def test_a_reason_is_typed_into_the_question_while_the_work_keeps_its_focus(launch: Launch, asking: Asking) -> None:
    launch(*PROGRAMS["gtk"])
    ask_for_mask(asking)
    xdotool("key", "Down", "Down")
    xdotool("type", "--delay", "30", "Card 4539 5787 6362 1486")
    xdotool("key", "Return")
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "30", "She compares a letter.")
    xdotool("key", "Return")
    assert asking.await_line("recorded", never="covered")[1:] == ["She", "compares", "a", "letter."]
    asking.await_line("open", never="covered")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_code_is_typed_before_the_mask_is_lifted_while_the_work_keeps_its_focus(
    launch: Launch, proving: Asking, program: str
) -> None:
    launch(*PROGRAMS[program])
    ask_for_mask(proving)
    xdotool("key", "Down", "Return")
    proving.await_line("proof", never="covered")
    xdotool("type", "--delay", "30", "654321")
    xdotool("key", "Return")
    xdotool("type", "--delay", "30", "123456")
    xdotool("key", "Return")
    proving.await_line("recorded", never="covered")
    proving.await_line("open", never="covered")
    click_in_place(*proving.place)
    proving.await_line("covered")


def test_a_browser_has_the_keyboard_and_who_is_back_from_it_sees_what_is_under_the_mask(
    bed: Bed, launch: Launch, by_browser: Asking
) -> None:
    launch(*PROGRAMS["gtk"])
    ask_for_mask(by_browser)
    xdotool("key", "Down", "Return")
    by_browser.await_line("proof", never="covered")
    xdotool("key", "Tab", "Tab", "Return")
    assert by_browser.await_line("browsing", never="covered")[1:] == ["https://id.example/"]
    window = ("yad", "--entry", "--title=Sign in", "--maximized", "--on-top")
    page = subprocess.Popen(window, env=bed.environment, stdout=subprocess.PIPE, text=True)
    xdotool("search", "--sync", "--onlyvisible", "--name", "Sign in", "windowfocus", "--sync")
    xdotool("type", "--delay", "30", "what is typed there")
    by_browser.come_back()
    by_browser.await_line("recorded", never="covered")
    xdotool("key", "Return")
    said, _ = page.communicate(timeout=60)
    assert said.strip() == "what is typed there"
    by_browser.await_line("open", never="covered")


def test_escape_before_the_code_leaves_the_mask(launch: Launch, proving: Asking) -> None:
    launch(*PROGRAMS["gtk"])
    ask_for_mask(proving)
    xdotool("key", "Down", "Return")
    proving.await_line("proof", never="covered")
    xdotool("key", "Escape")
    proving.await_line("dropped", never="open")
    proving.await_line("covered", never="open")


def ask_for_mask(asking: Asking) -> None:
    """Click on the mask until the seat asks: a click in the moment in which it is put back may be the program's."""
    for _ in range(CLICKS):
        _, *asking.place = asking.await_line("mask ")
        click_in_place(*asking.place)
        with suppress(Empty):
            asking.await_line("question", within=10)
            return
    raise AssertionError("the seat asks for no reason")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_question_does_not_take_the_focus_from_a_field(launch: Launch, asking: Asking, program: str) -> None:
    launch(*PROGRAMS[program])
    see_and_cover_again(asking)


def test_the_question_does_not_take_the_focus_from_a_page(bed: Bed, asking: Asking, tmp_path: Path) -> None:
    browser = Browser(bed, tmp_path)
    try:
        browser.show("<input aria-label='Card number' value='4539578763621486' autofocus>")
        see_and_cover_again(asking)
    finally:
        bed.end(browser.process)


COVERED = 0x222222
CONTROL = 2
EXTENDED = (f"--load-extension={EXTENSION}", "--disable-features=DisableLoadExtensionCommandLineSwitch")


def test_a_page_that_the_extension_covers_is_shown_and_covered_by_both(bed: Bed, tmp_path: Path) -> None:
    write_host(tmp_path / "profile" / "NativeMessagingHosts", unpacked_id(EXTENSION))
    seat = RealSeat(REVEALING, Extensions(meeting_place(), lambda: True))
    seat.open()
    browser = Browser(bed, tmp_path, *EXTENDED)
    try:
        browser.show("<p>SSN 219-09-9999</p><p>Card 4539 5787 6362 1486</p>")
        mark = seat.until_shown("us_ssn")
        eventually(lambda: mark.place.url in {page.place.url for page in seat.pages.values()}, "the page is known")
        mark = reveal(seat, "us_ssn")
        eventually(lambda: len(colours(seat, mark)) > 1, "letters stand there")
        click(mark)
        eventually(lambda: is_covered(seat, mark), "the mask is back")
    finally:
        bed.end(browser.process)
        seat.close()


def colours(seat: RealSeat, mark: Mark) -> set[int]:
    return {seat.eyes.pixel(x, y) for rect in mark.hidden for x, y in diagonals(rect)} - {INK, PAPER, COVERED}


@pytest.fixture
def extended(bed: Bed, tmp_path: Path) -> Iterator[tuple[RealSeat, Chromium]]:
    """Start a seat, and a browser that has the extension and tells assistive technology nothing."""
    write_host(tmp_path / "profile" / "NativeMessagingHosts", unpacked_id(EXTENSION))
    seat = RealSeat(REVEALING, Extensions(meeting_place(), lambda: True))
    seat.open()
    browser = Chromium(bed, tmp_path / "profile", "--disable-renderer-accessibility")
    try:
        browser.load()
        yield seat, browser
    finally:
        browser.close()
        seat.close()


PAGE = (
    "<!doctype html><meta charset=utf-8><style>body{font:20px DejaVu Sans;margin:24px}</style>"
    "<p>SSN <a id=ssn href=elsewhere>219-09-9999</a></p><p>Security code <b id=code>847</b></p>"
    "<p>SSN <b id=other>219-09-9998</b></p><button id=save onclick='window.saved = 1'>Save</button>"
    "<p><input id=card aria-label='Card number' value='4539578763621486' size=30></p>"
    "<script>for (const name of ['pointerdown', 'click']) addEventListener(name, () => window.heard = name)</script>"
)
VALUES = {"#ssn": ("219099999", "9999"), "#card": ("4539578763621486", "")}


@pytest.mark.parametrize("element", VALUES)
def test_a_browser_that_tells_nothing_takes_the_click_itself(
    extended: tuple[RealSeat, Chromium], tmp_path: Path, element: str
) -> None:
    seat, browser = extended
    shown, covered = VALUES[element]
    tab = open_page(browser, tmp_path)
    eventually(lambda: any(page.data_classes for page in seat.pages.values()), "the seat knows what the page shows")
    tab.until(lambda: tab.digits(element) == covered, "it is covered")
    control_click(tab, element)
    eventually(lambda: seat.question is not None, "a reason is asked for")
    tab.point("#other")
    seat.choose(WHY)
    tab.until(lambda: tab.digits(element) == shown, "it is shown")
    assert tab.digits("#code") == "", "one value is shown, and no other"
    assert tab.digits("#other") == "9998", "nor is the one that the pointer came by"
    tab.run("save.focus()")
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    tab.call("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    tab.until(lambda: tab.run("window.saved"), "keys click as ever")
    tab.run("window.heard = undefined")
    control_click(tab, element)
    tab.until(lambda: tab.digits(element) == covered, "a second click covers it")
    eventually(lambda: of_reveals(seat) == [Kind.REVEAL_OPENED, Kind.REVEAL_CLOSED], "both are written down")
    assert tab.run("window.heard") is None
    assert tab.run("location.pathname").endswith("page.html")


def test_what_no_reveal_is_about_is_clicked_as_ever(extended: tuple[RealSeat, Chromium], tmp_path: Path) -> None:
    seat, browser = extended
    tab = open_page(browser, tmp_path)
    eventually(lambda: any(page.data_classes for page in seat.pages.values()), "the seat knows what the page shows")
    control_click(tab, "#code")
    tab.until(lambda: tab.run("window.heard") == "click", "the page hears of it")
    assert seat.question is None


def test_a_field_that_holds_more_than_one_value_is_not_lifted(
    extended: tuple[RealSeat, Chromium], tmp_path: Path
) -> None:
    seat, browser = extended
    tab = open_page(browser, tmp_path)
    tab.run("card.ariaLabel = 'Note'; card.value = '4539578763621486, 219-09-9999'")
    eventually(lambda: any(page.data_classes.get("us_ssn") == 3 for page in seat.pages.values()), "both count")
    control_click(tab, "#card")
    tab.until(lambda: tab.run("window.heard") == "click", "the page hears of it")
    assert seat.question is None
    assert tab.digits("#card") == ""


def test_a_value_that_the_page_covers_by_itself_is_on_the_record_as_over(
    extended: tuple[RealSeat, Chromium], tmp_path: Path
) -> None:
    seat, browser = extended
    tab = open_page(browser, tmp_path)
    eventually(lambda: any(page.data_classes for page in seat.pages.values()), "the seat knows what the page shows")
    tab.until(lambda: tab.digits("#ssn") == "9999", "it is covered at first")
    control_click(tab, "#ssn")
    seat.choose(WHY)
    tab.until(lambda: tab.digits("#ssn") == "219099999", "it is shown")
    tab.run("dispatchEvent(new Event('blur'))")
    tab.until(lambda: tab.digits("#ssn") == "9999", "it is covered")
    eventually(lambda: of_reveals(seat) == [Kind.REVEAL_OPENED, Kind.REVEAL_CLOSED], "both are written down")


def open_page(browser: Chromium, folder: Path) -> Tab:
    page = folder / "page.html"
    page.write_text(PAGE)
    tab = browser.open(page.as_uri())
    tab.front()
    return tab


def control_click(tab: Tab, element: str) -> None:
    x, y = tab.run(
        f"(() => {{ const r = document.querySelector('{element}').getBoundingClientRect();"
        " return [r.x + r.width / 2, r.y + r.height / 2] })()"
    )
    tab.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y, "modifiers": CONTROL})
    press = {"x": x, "y": y, "button": "left", "clickCount": 1, "modifiers": CONTROL}
    for happens in ("mousePressed", "mouseReleased"):
        tab.call("Input.dispatchMouseEvent", {"type": happens, **press})
