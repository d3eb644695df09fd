"""A private desktop with one Chromium that has the extension, and pages in it; a detector in one node process."""

# SPDX-License-Identifier: Apache-2.0

import functools
import http.server
import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.node import NodeDetector, node_detector
from tests.desktop.bed import Bed

STYLE = "<!doctype html><meta charset=utf-8><style>body{font:20px DejaVu Sans;margin:24px;width:800px}</style>"
Show = Callable[[str], Tab]


class Site:
    """A folder of pages, served."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._numbers = itertools.count(1)

    def page(self, html: str) -> str:
        """Return the address of a page that is `html`."""
        name = f"page-{next(self._numbers)}.html"
        (self._folder / name).write_text(html, encoding="utf-8")
        return f"{self._url}/{name}"


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


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a folder of pages on this machine."""
    folder = tmp_path_factory.mktemp("site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


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
