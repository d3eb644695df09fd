"""A private desktop with one Chromium that has the extension, and pages in it; a detector in one node process."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.node import NodeDetector, node_detector
from tests.browser.site import Site, serving
from tests.desktop.bed import Bed

STYLE = "<!doctype html><meta charset=utf-8><style>body{font:20px DejaVu Sans;margin:24px;width:800px}</style>"
Show = Callable[[str], Tab]


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    made = Bed(tmp_path_factory.mktemp("screen"))
    try:
        made.open()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def chromium(screen: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    browser = Chromium(screen, tmp_path_factory.mktemp("profile"))
    try:
        browser.load()
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a folder of pages on this machine."""
    with serving(tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture
def show(chromium: Chromium, site: Site) -> Iterator[Show]:
    """Show a body of HTML as a page of its own."""
    tabs: list[Tab] = []

    def open_page(body: str) -> Tab:
        tabs.append(chromium.open(site.page(STYLE + body)))
        return tabs[-1]

    yield open_page
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="module")
def node() -> Iterator[NodeDetector]:
    with node_detector() as detector:
        yield detector
