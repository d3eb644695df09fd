"""A private desktop with one Chromium that has the extension, and pages in it; a detector in one node process."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.node import NodeDetector, node_detector
from tests.browser.site import Site, serving
from tests.desktop.bed import Bed
from tests.desktop.reports import Reports
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.presence import Patience
from workstation.desktop.x11.browsers import RunningBrowsers

STYLE = "<!doctype html><meta charset=utf-8><style>body{font:20px DejaVu Sans;margin:24px;width:800px}</style>"
Show = Callable[[str], Tab]
QUICK = Patience(starts=10.0, returns=1.0)


def set_up() -> bool:
    return True


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def seat(screen: Bed, reports: Reports, monkeypatch: pytest.MonkeyPatch) -> Iterator[Extensions]:
    for name in ("DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, screen.environment[name])
    extensions = Extensions(meeting_place(), set_up, QUICK)
    extensions.start(reports.post)
    running = RunningBrowsers(extensions.running, reports.post)
    running.start()
    yield extensions
    running.stop()
    extensions.stop()


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
