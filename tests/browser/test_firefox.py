"""The same extension in Firefox: what a reader of its own pixels makes out."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest

from tests.browser.conftest import STYLE
from tests.browser.firefox import Firefox
from tests.browser.site import Site
from tests.browser.test_masking import CARD, COVERED_WHOLE, LEGIBLE, STATIC
from tests.desktop.bed import Bed


@pytest.fixture(scope="module")
def firefox(screen: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    browser = Firefox(screen, tmp_path_factory.mktemp("firefox") / "profile")
    browser.load()
    yield browser
    browser.close()


WRITTEN_ANEW = "a document that is written anew"
HIDDEN = {"a selection", "a shadow in a shadow"}
"""What Firefox paints above highlights, and what no sheet reaches: hidden whole."""
LEFT = {name: "" if name in HIDDEN else LEGIBLE for name in STATIC if name != WRITTEN_ANEW}


@pytest.mark.parametrize("name", LEFT)
def test_of_a_card_number_the_bin_and_the_last_four_digits_stay_legible(
    firefox: Firefox, site: Site, name: str
) -> None:
    firefox.open(site.page(STYLE + STATIC[name]))
    firefox.until("#it", LEFT[name])


def test_a_document_that_is_written_anew_is_covered(firefox: Firefox, site: Site) -> None:
    firefox.open(site.page(STYLE))
    firefox.run(f"document.open(); document.write('<p id=it>Card {CARD}'); document.close()")
    firefox.until("#it", LEGIBLE)


def test_what_is_selected_later_is_hidden_while_it_is(firefox: Firefox, site: Site) -> None:
    firefox.open(site.page(f"{STYLE}<p id=it>Card {CARD}</p>"))
    firefox.until("#it", LEGIBLE)
    firefox.run("getSelection().selectAllChildren(document.querySelector('#it'))")
    firefox.until("#it", "")
    firefox.run("getSelection().removeAllRanges()")
    firefox.until("#it", LEGIBLE)


@pytest.mark.parametrize("body", COVERED_WHOLE.values(), ids=COVERED_WHOLE.keys())
def test_what_a_highlight_does_not_reach_is_covered_whole(firefox: Firefox, site: Site, body: str) -> None:
    firefox.open(site.page(STYLE + body))
    firefox.until("#it", "")
