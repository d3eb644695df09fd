"""Sensitive values in Debian's Chromium are covered where they are, while they are there, and nothing else is."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import Browser
from tests.desktop.eyes import PAPER, Eyes
from tests.desktop.picture import look
from tests.desktop.test_masks import Backdrop
from workstation.desktop.x11.regions import around
from workstation.facts.place import Mark, Rect

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

PAGE = Rect(44, 110, 980, 690)
RED = 0xFF0000
CARD = "4111 11<s>11 1111</s> 1111"
RED_STYLE = "<style>s{background:#f00;color:#f00;text-decoration:none}</style>"


@pytest.fixture(scope="module")
def eyes() -> Iterator[Eyes]:
    """Open the eyes before the browser starts: a program speaks where somebody listened when it began."""
    opened = Eyes()
    opened.open()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser(bed: Bed, eyes: Eyes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert eyes.failures == []
    started = Browser(bed, tmp_path_factory.mktemp("browser"))
    yield started
    bed.end(started.process)


@pytest.fixture
def show(browser: Browser, eyes: Eyes) -> Iterator[Callable[[str], None]]:
    """Lead the browser to a page; afterwards it must be possible to leave it, and everything is free again."""
    yield browser.show
    browser.show("<p>nothing here</p>")
    eyes.until_shown()


Show = Callable[[str], None]


def line_of(mark: Mark) -> str:
    """Return what a reader makes out in the whole line that `mark` is in."""
    hidden = around(mark.hidden)
    return look(Rect(PAGE.x, hidden.y - 4, PAGE.width, hidden.height + 8)).words()


def test_a_card_number_keeps_its_first_six_and_last_four_digits(show: Show, eyes: Eyes) -> None:
    show("<p>Paid with 4539 5787 6362 1486 on Monday</p>")
    (mark,) = eyes.until_covered("card_number")
    assert mark.application == "Chromium"
    assert "chromium" in (mark.place.executable or "")
    assert (mark.place.window_class or "").lower() == "chromium"
    assert (mark.place.url or "").startswith("file:///")
    assert mark.place.role == mark.place.label == ""
    line = line_of(mark)
    assert "4539 57" in line
    assert "1486 on Monday" in line
    assert "6362" not in line


def test_a_value_says_on_which_page_it_is(show: Show, eyes: Eyes) -> None:
    for name in ("first", "second"):
        show(f"<p>{name} 4539 5787 6362 1486</p>")
        eyes.until(lambda: len(pages(eyes)) == 1 and all(pages(eyes)), "the page of the value, by address and title")


def pages(eyes: Eyes) -> list[bool]:
    """Say of each value whether its window's title and its page's address are those of one page."""
    places = [mark.place for mark in eyes.marks or ()]
    return [(place.title or "").split(" ")[0] == (place.url or "").split("/")[-1].split(".")[0] for place in places]


def test_the_same_reader_finds_the_digits_where_nothing_is_covered(show: Show, eyes: Eyes) -> None:
    show("<p>Order 4539 5787 6362 1487 of Monday</p><p>Paid with 4539 5787 6362 1486</p>")
    eyes.until_shown("card_number")
    eventually(lambda: "4539578763621487" in look(PAGE).digits(), "the order is read")


def test_a_number_split_over_elements_is_found(show: Show, eyes: Eyes) -> None:
    show("<p>Card <em>4242</em> <a href=x>4242</a> <strong>42<i>42</i></strong> <code>4242</code> end</p>")
    (mark,) = eyes.until_covered("card_number")
    assert len(mark.hidden) > 1


def test_a_number_on_two_lines_is_covered_line_by_line(show: Show, eyes: Eyes) -> None:
    show("<p style='width:220px'>paid by 4539 5787 6362 1486 x</p>")
    (mark,) = eyes.until_covered("card_number")
    assert len({rect.y for rect in mark.hidden}) == 2


def test_fields_and_labelled_cells_are_covered(show: Show, eyes: Eyes) -> None:
    show(
        "<p><label>Card number <input value=4539578763621486></label></p><p><label>CVV <input value=739></label></p>"
        "<p>SSN: 219-09-9999</p><table><tr><td>CVV</td><td>737</td></tr></table>"
        "<table><tr><td>Order</td><td>4539578763621487</td></tr><tr><td>Amount</td><td>737</td></tr></table>"
    )
    eyes.until_covered("card_number", "card_verification", "card_verification", "us_ssn")
    seen = ""

    def shows(*words: str) -> bool:
        nonlocal seen
        seen = look(PAGE).words()
        return all(word in seen for word in words)

    eventually(lambda: shows("4539578763621487", "Amount 737", "9999"), "what only looks alike is free")
    assert "739" not in seen
    assert "219-09" not in seen


@pytest.mark.parametrize(
    "field",
    [
        "<table><tr><td>CVV</td><td><input value=737></td></tr></table>",
        "<div>Security code</div><div><input value=737></div>",
        "<p>CVV: <input value=737></p>",
        "<p><input id=cvc placeholder='3 digits' value=737></p>",
        "<p><input name=cvv value=737></p>",
    ],
)
def test_a_field_is_known_by_the_words_before_it_and_by_its_hints(show: Show, eyes: Eyes, field: str) -> None:
    show(field)
    eyes.until_covered("card_verification")


def test_a_number_that_is_typed_is_covered_once_it_is_complete(show: Show, browser: Browser, eyes: Eyes) -> None:
    show("<p><label>Remark <input autofocus></label></p>")
    eyes.until_focused(None)
    browser.press(*"453957876362148")
    eyes.until_shown()
    browser.press("6")
    eyes.until_covered("card_number")
    browser.press("BackSpace")
    eyes.until_shown()


def test_a_number_that_a_script_puts_in_is_covered_and_freed(show: Show, browser: Browser, eyes: Eyes) -> None:
    show(
        "<p id=p>nothing</p><div id=d></div><script>onkeydown=e=>{if(e.key=='a')p.textContent='4539 5787 6362 1486';"
        "if(e.key=='b')d.innerHTML='<p>SSN 219-09-9999</p>';if(e.key=='c'){p.firstChild.data='gone';d.innerHTML=''}}"
        "</script>"
    )
    browser.press("a")
    eyes.until_shown("card_number")
    browser.press("b")
    eyes.until_covered("card_number", "us_ssn")
    browser.press("c")
    eyes.until_shown()


def test_masks_follow_a_page_that_scrolls(show: Show, browser: Browser, eyes: Eyes) -> None:
    show(RED_STYLE + f"<p style='margin-top:500px'>Paid with {CARD} today</p><p style='height:3000px'>")
    eyes.until_shown("card_number")
    before = eyes.until_at_rest()
    browser.click(600, 500, button=5)
    eyes.until(lambda: eyes.marks and eyes.marks[0].hidden[0].y < before.y - 50, "the mask has moved up")
    after = eyes.until_at_rest()
    assert before.x == after.x
    eventually(lambda: RED not in look(PAGE).colours(), "no digit is left")
    eventually(lambda: PAPER in look(after).colours(), "the mask is drawn")


def test_what_scrolls_into_view_is_covered(show: Show, browser: Browser, eyes: Eyes) -> None:
    show(RED_STYLE + f"<p style='height:1500px'>top</p><p>Paid with {CARD} today</p><p style='height:200px'>")
    eyes.until_shown()
    browser.press("End")
    eventually(lambda: "Paid" in look(PAGE).words(), "the end of the page is shown")
    eyes.until_covered("card_number")
    eventually(lambda: RED not in look(PAGE).colours(), "no digit is left")
    browser.press("Home")
    eyes.until_shown()


def test_a_number_scrolled_below_the_toolbar_does_not_cover_it(show: Show, browser: Browser, eyes: Eyes) -> None:
    show("<p>line<br>" * 3 + "4539 5787 6362 1486<br>" + "line<br>" * 200)
    (mark,) = eyes.until_shown("card_number")
    browser.click(600, 500, button=5)
    browser.click(600, 500, button=5)
    eyes.until_shown()
    assert mark.hidden[0].y > PAGE.y


def test_masks_move_with_the_window(show: Show, browser: Browser, eyes: Eyes) -> None:
    show(RED_STYLE + f"<p>Paid with {CARD} today</p>")
    (mark,) = eyes.until_shown("card_number")
    browser.move_window(140, 70)
    eyes.until(lambda: eyes.marks and eyes.marks[0].hidden[0].x == mark.hidden[0].x + 100, "the mask has moved")
    eyes.until(lambda: eyes.marks and len(eyes.marks[0].hidden) == 1, "the window rests")
    eventually(lambda: RED not in look(Rect(140, 160, 980, 690)).colours(), "no digit is left")


def test_a_window_above_is_not_masked(show: Show, eyes: Eyes) -> None:
    show("<p>Paid with 4539 5787 6362 1486 today</p><p>SSN: 219-09-9999</p>")
    marks = eyes.until_shown("card_number", "us_ssn")
    card = next(mark for mark in marks if mark.data_class == "card_number")
    above = Backdrop(Rect(card.hidden[0].x - 20, card.hidden[0].y - 10, 300, 44))
    eyes.until_shown("us_ssn")
    eventually(lambda: look(card.hidden[0]).colours() == {0x00C000}, "the window above is free")
    above.connection.close()
    eyes.until_covered("card_number", "us_ssn")


def test_the_focused_field_is_told_with_the_class_of_its_label(show: Show, browser: Browser, eyes: Eyes) -> None:
    show(
        "<p><label>Customer <input autofocus></label></p><p><label>Card number <input></label></p>"
        "<p><label>CVV <input type=password></label></p><p><label>Notes <input value='4539578763621486'></label></p>"
        "<p><a href=x>away</a></p>"
    )
    told = []
    for expected in (None, "card_number", "card_verification", "card_number"):
        told.append(eyes.until_focused(expected))
        browser.press("Tab")
    eyes.until(lambda: eyes.field is None, "nothing editable has the focus")
    assert [field.role for field in told] == ["entry", "entry", "password", "entry"]
    assert [field.rect.y for field in told] == sorted({field.rect.y for field in told})


def test_a_field_becomes_sensitive_with_what_is_typed_into_it(show: Show, browser: Browser, eyes: Eyes) -> None:
    show("<p><label>Notes <input autofocus></label></p>")
    eyes.until_focused(None)
    browser.press(*"4539578763621486")
    eyes.until_focused("card_number")
