"""Chromium's extension, the host that the browser starts for it, and the seat's end: what they tell each other."""

# SPDX-License-Identifier: Apache-2.0

import json
import queue
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.conftest import QUICK, STYLE, set_up
from tests.browser.site import Site
from tests.desktop.bed import Bed, eventually
from tests.desktop.reports import Reports
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.messages import LENGTH, LIMIT
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION
from workstation.errors import DesktopError
from workstation.facts.actions import CoverPage, LiftPage, PageClass
from workstation.facts.pagefacts import (
    BrowsersSeen,
    PageClosed,
    PageFocused,
    PageLeft,
    PageOpened,
    PageRefused,
    PageShown,
    PageUncovered,
)

CARD, SSN = "4012 8888 8888 1881", "078-05-1120"
COPY = 2


@pytest.fixture
def browser(screen: Bed, tmp_path: Path) -> Iterator[Chromium]:
    profile = tmp_path / "profile"
    write_host(profile / "NativeMessagingHosts", unpacked_id(EXTENSION))
    chromium = Chromium(screen, profile)
    assert chromium.load() == unpacked_id(EXTENSION)
    yield chromium
    chromium.close()


@pytest.fixture
def page(seat: Extensions, browser: Chromium, site: Site) -> Tab:
    assert seat
    field = "<label>Year <input id=field value=2026></label>"
    return browser.open(site.page(f"{STYLE}<p id=card>Card {CARD}</p><p id=ssn>SSN {SSN}</p>{field}"))


def opened(reports: Reports, page: Tab) -> PageOpened:
    url = page.run("location.href")
    return reports.first(PageOpened, where=lambda told: told.page.place.url == url)


def test_a_page_covers_every_class_until_the_seat_says_which(
    page: Tab, browser: Chromium, seat: Extensions, reports: Reports
) -> None:
    told = opened(reports, page)
    assert (told.page.application, told.page.vouched) == ("chromium", browser.process.pid)
    assert (told.page.place.executable or "").endswith("chromium")
    shown = reports.first(PageShown, where=lambda shown: shown.key == told.key)
    assert shown.data_classes == {"card_number": 1, "us_ssn": 1}
    assert (page.digits("#card"), page.digits("#ssn")) == ("4012881881", "1120")
    seat.cover(CoverPage(key=told.key, classes=("us_ssn",), regions=()))
    page.until(lambda: page.digits("#card") == "4012888888881881", "cards are not asked for")
    assert page.digits("#ssn") == "1120"
    assert reports.first(PageShown, where=lambda shown: shown.key == told.key).data_classes == {"us_ssn": 1}
    seat.cover(CoverPage(key=told.key, classes=("card_number",), regions=()))
    page.until(lambda: page.digits("#ssn") == "078051120", "social security numbers are not asked for")
    assert page.digits("#card") == "4012881881"


def test_every_value_of_a_field_counts(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.run(f"document.body.insertAdjacentHTML('beforeend', '<textarea>SSN {SSN}, card {CARD}, {CARD}</textarea>')")
    told = reports.first(PageShown, where=lambda shown: shown.data_classes.get("card_number") == 3)
    assert (told.key, told.data_classes) == (key, {"card_number": 3, "us_ssn": 2})


MEMBERS = PageClass(
    data_class="member_number", pattern="MB-[0-9]{7}", check="none", words=("member no",), first=0, last=2
)


def test_a_class_that_the_policy_defines_is_covered_and_counted(page: Tab, seat: Extensions, reports: Reports) -> None:
    told = opened(reports, page)
    page.run("card.textContent = 'Member no. MB-4012345'; field.value = 'MB-4012345'; field.ariaLabel = 'Member no.'")
    seat.cover(CoverPage(key=told.key, classes=("member_number",), regions=(), own=(MEMBERS,)))
    page.until(lambda: page.digits("#card") == "45", "it is covered but for its end")
    assert page.digits("#field") == ""
    assert reports.first(PageShown, where=lambda shown: "member_number" in shown.data_classes).key == told.key
    seat.cover(CoverPage(key=told.key, classes=(), regions=()))
    page.until(lambda: page.digits("#card") == "4012345", "it is asked for no more")


def test_the_value_under_the_pointer_is_lifted_for_its_time_and_never_copied(
    page: Tab, seat: Extensions, reports: Reports
) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("card.innerHTML += ' and ' + card.innerHTML")
    page.until(lambda: page.digits("#card") == "40128818814012881881", "both are covered")
    seat.lift(LiftPage(key=key, data_class="us_ssn", seconds=60))
    over(page, "#ssn", 90)
    seat.lift(LiftPage(key=key, data_class="card_number", seconds=60))
    seat.lift(LiftPage(key=key, data_class="us_ssn", seconds=60))
    page.until(lambda: page.digits("#ssn") == "078051120", "the number under the pointer is shown")
    assert page.digits("#card") == "40128818814012881881"
    page.run("getSelection().selectAllChildren(ssn)")
    page.press("c", COPY)
    assert reports.first(PageRefused, where=lambda told: told.key == key).gesture == "copy"
    page.run("getSelection().empty()")
    seat.lift(LiftPage(key=key, data_class="us_ssn", seconds=0))
    page.until(lambda: page.digits("#ssn") == "1120", "the seat puts it back")
    assert reports_nothing_uncovered(reports)


ENDS = {
    "time": "new Promise((done) => setTimeout(done, 1000))",
    "scrolling": "document.body.style.height = '5000px'; scrollTo(0, 9);"
    " new Promise((done) => addEventListener('scroll', () => done(scrollTo(0, 0)), { once: true }))",
    "another value at its place": "ssn.firstChild.data = 'SSN 078-05-1121'",
    "another window": "dispatchEvent(new Event('blur'))",
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS.keys())
def test_a_lifted_value_is_covered_again_without_a_word_of_the_seat(
    page: Tab, seat: Extensions, reports: Reports, ends: str
) -> None:
    key = opened(reports, page).key
    page.front()
    over(page, "#ssn", 90)
    seat.lift(LiftPage(key=key, data_class="us_ssn", seconds=2 if "setTimeout" in ends else 60))
    page.until(lambda: "07805112" in page.digits("#ssn"), "it is shown")
    page.run(ends)
    page.until(lambda: page.digits("#ssn") in {"1120", "1121"}, "it is covered again")


def test_a_pointer_that_leaves_the_value_covers_it(page: Tab, seat: Extensions, reports: Reports) -> None:
    key = opened(reports, page).key
    page.front()
    over(page, "#ssn", 90)
    seat.lift(LiftPage(key=key, data_class="us_ssn", seconds=60))
    page.until(lambda: page.digits("#ssn") == "078051120", "it is shown")
    over(page, "#ssn", 91)
    assert page.digits("#ssn") == "078051120"
    over(page, "#card", 400)
    page.until(lambda: page.digits("#ssn") == "1120", "it is covered again")


def over(page: Tab, element: str, right: int) -> None:
    """Move the mouse over `element`, so many pixels from its left."""
    x, y = page.run(
        f"(() => {{ const r = document.querySelector('{element}').getBoundingClientRect();"
        f" return [r.x + {right}, r.y + r.height / 2] }})()"
    )
    page.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})


def reports_nothing_uncovered(reports: Reports) -> bool:
    return not any(isinstance(told, PageUncovered) for told in reports.drained())


def test_covered_text_is_not_copied_and_what_is_beside_it_is(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("getSelection().selectAllChildren(card)")
    page.run("addEventListener('copy', () => window.copied = true)")
    page.press("c", COPY)
    assert reports.first(PageRefused, where=lambda told: told.key == key).gesture == "copy"
    assert page.run("window.copied") is None
    page.run("getSelection().setBaseAndExtent(card.firstChild, 0, card.firstChild, 4)")
    page.press("c", COPY)
    assert page.run("window.copied") is True


def test_the_focus_of_a_sensitive_field_is_told_of_and_that_of_others_is_not(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("field.focus(); field.blur()")
    page.run("document.body.insertAdjacentHTML('beforeend', '<input id=cvv autocomplete=cc-csc>'); cvv.focus()")
    focused = reports.first(PageFocused)
    assert (focused.key, focused.data_classes) == (key, ("card_verification",))


@pytest.mark.parametrize(
    ("field", "first"),
    [
        ("<input id=it type=password aria-label='Security code'>", "password"),
        ("<input id=it autocomplete=one-time-code aria-label='CVV'>", "one_time_code"),
    ],
)
def test_a_field_with_the_focus_is_told_of_by_all_classes_that_it_is_of(
    page: Tab, reports: Reports, field: str, first: str
) -> None:
    key = opened(reports, page).key
    page.front()
    page.run(f'document.body.insertAdjacentHTML("beforeend", "{field}"); it.focus()')
    focused = reports.first(PageFocused, where=lambda told: told.key == key)
    assert focused.data_classes == (first, "card_verification")


@pytest.mark.parametrize("leaving", ["it.blur()", "field.focus()", "it.remove()", "it.autocomplete = 'off'"])
def test_a_sensitive_field_that_loses_the_focus_is_told_of_however_it_does(
    page: Tab, reports: Reports, leaving: str
) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("window.it = document.createElement('input'); it.autocomplete = 'cc-csc'; document.body.append(it)")
    page.run("it.focus()")
    assert reports.first(PageFocused, where=lambda told: told.key == key).data_classes == ("card_verification",)
    page.run(leaving)
    assert reports.first(PageLeft).key == key


def test_a_sensitive_field_in_a_tab_that_is_left_has_the_focus_no_more_until_the_agent_is_back(
    page: Tab, reports: Reports, browser: Chromium, site: Site
) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("document.body.insertAdjacentHTML('beforeend', '<input id=cvv autocomplete=cc-csc>'); cvv.focus()")
    assert reports.first(PageFocused).key == key
    browser.open(site.page(STYLE)).front()
    assert reports.first(PageLeft).key == key
    page.front()
    assert reports.first(PageFocused).key == key


def test_a_field_in_which_a_card_number_is_written_has_the_focus_from_then_on(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.front()
    page.run("field.focus()")
    for number in ("4111 1111 1111", "4111 1111 1111 1111"):
        page.run(f"field.value = ''; document.execCommand('insertText', false, '{number}')")
    focused = reports.first(PageFocused, where=lambda told: told.key == key)
    assert focused.data_classes == ("card_number",)
    page.run("document.execCommand('selectAll'); document.execCommand('delete')")
    assert reports.first(PageLeft).key == key


def test_a_page_that_takes_its_cover_away_is_told_of(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.run("CSS.highlights.clear()")
    reports.first(PageUncovered, where=lambda told: told.key == key)


def test_a_page_that_goes_elsewhere_says_so_and_one_that_is_closed_too(page: Tab, reports: Reports) -> None:
    key = opened(reports, page).key
    page.run("card.textContent = 'nothing'")
    reports.first(PageShown, where=lambda shown: shown.data_classes == {"us_ssn": 1})
    page.run("history.pushState(null, '', '?customer=2')")
    page.run("card.textContent = 'nothing else'")  # another customer, of whom the same is shown
    moved = reports.first(PageOpened, where=lambda told: (told.page.place.url or "").endswith("?customer=2"))
    assert moved.key == key
    assert reports.first(PageShown, where=lambda shown: shown.key == key).data_classes == {"us_ssn": 1}
    page.close()
    assert reports.first(PageClosed).key == key


def test_a_seat_that_starts_again_hears_of_every_page(page: Tab, seat: Extensions, reports: Reports) -> None:
    opened(reports, page)
    page.front()
    page.run("document.body.insertAdjacentHTML('beforeend', '<input id=cvv autocomplete=cc-csc>'); cvv.focus()")
    reports.first(PageFocused)
    seat.stop()
    assert page.digits("#card") == "4012881881"
    again, heard = Extensions(meeting_place(), set_up), Reports()
    again.start(heard.post)
    try:
        assert opened(heard, page).page.application == "chromium"
        shown = heard.first(PageShown)
        assert shown.data_classes == {"card_number": 1, "us_ssn": 1}
        assert heard.first(PageFocused).data_classes == ("card_verification",)
    finally:
        again.stop()


def test_a_browser_that_goes_on_without_its_extension_is_told_of(
    seat: Extensions, browser: Chromium, reports: Reports
) -> None:
    assert seat
    assert [each.extension for each in reports.first(BrowsersSeen).browsers] == ["current"]
    browser.call("Extensions.uninstall", {"id": unpacked_id(EXTENSION)})
    (lost,) = reports.first(BrowsersSeen).browsers
    assert (lost.program.name, lost.program.pid, lost.extension) == ("chromium", browser.process.pid, "missing")


def test_a_browser_that_ends_is_no_loss(seat: Extensions, browser: Chromium, reports: Reports) -> None:
    assert seat
    assert [each.extension for each in reports.first(BrowsersSeen).browsers] == ["current"]
    browser.call("Browser.close")
    browser.process.wait(20)
    assert reports.first(BrowsersSeen).browsers == ()
    with pytest.raises(queue.Empty):
        reports.first(BrowsersSeen, patience=4 * QUICK.returns)


def framed(said: object) -> bytes:
    packed = json.dumps(said).encode()
    return LENGTH.pack(len(packed)) + packed


HOSTILE = {
    "garbage": b"\xff" * 64,
    "more than may be": LENGTH.pack(LIMIT + 1),
    "no JSON": LENGTH.pack(4) + b"{\xff\xff}",
    "an unknown message": framed({"type": "unlock"}),
    "more fields than there are": framed({"type": "closed", "page": "a", "text": CARD}),
    "a page without end": framed({"type": "opened", "page": "a" * 65, "url": "http://127.0.0.1/"}),
    "pages without end": b"".join(framed({"type": "opened", "page": str(n), "url": ""}) for n in range(2049)),
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
def test_who_does_not_keep_to_the_protocol_is_cut_off_and_the_next_is_heard(
    seat: Extensions, reports: Reports, said: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as hostile:
        hostile.connect(str(meeting_place()))
        hostile.sendall(said)
        hostile.settimeout(20)
        assert hostile.recv(1) == b""
    with socket.socket(socket.AF_UNIX) as honest:
        honest.connect(str(meeting_place()))
        honest.sendall(framed({"type": "opened", "page": "honest", "url": "http://127.0.0.1/honest"}))
        told = reports.first(PageOpened, where=lambda told: (told.page.place.url or "").endswith("/honest"))
        assert told.page.vouched == 0
        seat.cover(CoverPage(key=told.key, classes=("iban",), regions=("GB",)))
        honest.settimeout(20)
        (size,) = LENGTH.unpack(honest.recv(LENGTH.size))
        assert json.loads(honest.recv(size)) == {
            "type": "cover",
            "page": "honest",
            "classes": ["iban"],
            "regions": ["GB"],
            "own": [],
            "offered": [],
            "modifier": "ctrl",
        }


def test_a_second_seat_at_one_display_does_not_start(seat: Extensions) -> None:
    assert seat
    with pytest.raises(DesktopError):
        Extensions(meeting_place(), set_up).start(lambda _: None)


def test_only_this_account_reaches_the_seat(seat: Extensions) -> None:
    assert seat
    assert meeting_place().stat().st_mode & 0o077 == 0


def test_what_pages_show_stands_in_no_log_of_the_host(screen: Bed, page: Tab, reports: Reports) -> None:
    opened(reports, page)
    written = [path for path in screen.folder.rglob("*") if path.is_file() and path.stat().st_size < 1 << 20]
    eventually(lambda: written, "something is written")
    assert not [path for path in written if CARD.replace(" ", "").encode() in path.read_bytes()]
