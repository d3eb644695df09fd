"""A CRM that nobody here wrote, under the extension: what captures show of its customers, and what stays as it was."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ne

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.reading import digits
from tests.crm.customers import Customer, draw_customers
from tests.crm.running import ALONE, Crm, running
from tests.desktop.bed import Bed
from tests.desktop.reports import Reports
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION
from workstation.detect.classes import ALL
from workstation.facts.actions import CoverPage
from workstation.facts.pagefacts import PageOpened

SIZE = (1950, 2100)
SCALE = 1.5
SHOWN = (f"--force-device-scale-factor={SCALE}", f"--window-size={SIZE[0] / SCALE:.0f},{SIZE[1] / SCALE:.0f}")
CUSTOMERS = draw_customers(20_265, 60)
Box = tuple[int, ...]
READ = 8
STILL = 4
TRIES = 10


@dataclass(frozen=True)
class View:
    """A page of the CRM: its address, what of a customer stands in which elements of a row, and what a row is."""

    url: Callable[[Crm], str]
    told: Mapping[str, Callable[[Customer], str]]
    row: str = "#result_list tbody tr"
    others: str = ".nothing"


VIEWS = {
    "the list of requests": View(lambda crm: crm.requests, {".field-request_subject": lambda them: them.subject}),
    "the list of customers": View(
        lambda crm: crm.contacts, {".field-the_phone": lambda them: them.phone}, others=".field-the_email"
    ),
    "the form of a request": View(
        lambda crm: crm.request(2),
        {
            "#id_request_for": lambda them: them.subject,
            "#id_phone": lambda them: them.phone,
            "#id_description": lambda them: them.notes,
        },
        row="#request_form",
        others="#id_email, .breadcrumbs, #content > h2",
    ),
}
LOADED = "document.readyState === 'complete' && document.fonts.status === 'loaded'"
COVERED = "CSS.highlights.get('deskwarden').size + document.querySelectorAll('[data-deskwarden]').length"
# Where on the screen the page is, and each of these elements, with the number of its row's customer.
PLACES = r"""(() => {{
  const left = (outerWidth - innerWidth) / 2, top = outerHeight - innerHeight - left;
  const placed = (r) => [r.x + left, r.y + top, r.width, r.height].map((part) => Math.round(part * devicePixelRatio));
  const address = (row) => row.querySelector('a[href*="/change/"]')?.href ?? location.href;
  const whose = (row) => Number(address(row).match(/(\d+).change/)?.[1]);
  const rows = [...document.querySelectorAll('{row}')].flatMap((row) =>
    [...row.querySelectorAll('{element}')].map((element) => [whose(row), placed(element.getBoundingClientRect())]));
  return {{ page: placed(new DOMRect(0, 0, innerWidth, innerHeight)), rows }};
}})()"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Bring a desktop up that is large enough to read small letters on."""
    made = Bed(tmp_path_factory.mktemp("desk"))
    try:
        made.open(*SIZE)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crm]:
    with running(tmp_path_factory.mktemp("crm"), CUSTOMERS) as crm:
        yield crm


@pytest.fixture(scope="module")
def reports() -> Reports:
    return Reports()


@pytest.fixture(scope="module")
def seat(desk: Bed, reports: Reports) -> Iterator[Extensions]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DISPLAY", "XDG_RUNTIME_DIR"):
            patch.setenv(name, desk.environment[name])
        extensions = Extensions(meeting_place(), lambda: True)
        extensions.start(reports.post)
        yield extensions
        extensions.stop()


@pytest.fixture(scope="module")
def browser(desk: Bed, seat: Extensions, crm: Crm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert seat
    profile = tmp_path_factory.mktemp("profile")
    write_host(profile / "NativeMessagingHosts", unpacked_id(EXTENSION))
    made = Chromium(desk, profile, ALONE, *SHOWN)
    made.load()
    crm.let_in(made)
    yield made
    made.close()


@dataclass(frozen=True)
class Part:
    """What of a customer stands in one element, and where that is in a capture."""

    text: str
    box: Box
    customer: Customer

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the digits of its values that nobody is to read."""
        them = self.customer
        values = {them.card: them.hidden_of_card, them.ssn: them.hidden_of_ssn, them.phone: them.hidden_of_phone}
        return tuple(digits for value, digits in values.items() if value in self.text)


@dataclass(frozen=True)
class Seen:
    """One page in captures with masking off and on: of the whole screen, and of the window alone."""

    parts: tuple[Part, ...]
    page: Box
    covered: tuple[Box, ...]
    off: tuple[bytes, bytes]
    on: tuple[bytes, bytes]


@pytest.fixture(scope="module", params=VIEWS.values(), ids=list(VIEWS))
def seen(
    request: pytest.FixtureRequest, desk: Bed, seat: Extensions, browser: Chromium, crm: Crm, reports: Reports
) -> Iterator[Seen]:
    view: View = request.param
    tab = browser.open(view.url(crm))
    tab.call("Emulation.clearDeviceMetricsOverride")
    tab.until(lambda: tab.run(LOADED), "the page and its fonts are loaded")
    url = tab.run("location.href")
    key = reports.first(PageOpened, where=lambda told: told.page.place.url == url).key

    def pair() -> Seen:
        seat.cover(CoverPage(key=key, classes=(), regions=()))
        tab.until(lambda: not tab.run(COVERED), "nothing is covered")
        parts, page, covered = _parts(view, tab)
        off = captured(desk, tab)
        seat.cover(CoverPage(key=key, classes=ALL, regions=("US",)))
        tab.until(lambda: tab.run(COVERED), "the page is covered")
        return Seen(parts, page, covered, off, captured(desk, tab))

    taken = pair()
    for _ in range(TRIES):
        if not any(differing(desk, taken)):
            break
        taken = pair()
    yield taken
    tab.close()


def _parts(view: View, tab: Tab) -> tuple[tuple[Part, ...], Box, tuple[Box, ...]]:
    """Return the first parts of the page that are seen whole, where the page is, and where any customer's data are."""
    parts, covered = [], []
    places = {element: tab.run(PLACES.format(row=view.row, element=element)) for element in view.told}
    page, *_ = (tuple(place["page"]) for place in places.values())
    for element, told in view.told.items():
        found = [(CUSTOMERS[number - 1], tuple(box)) for number, box in places[element]["rows"]]
        covered += [box for _, box in found]
        parts += [Part(told(customer), box, customer) for customer, box in found[:READ]]
    others = tab.run(PLACES.format(row="body", element=view.others))
    return tuple(parts), page, (*covered, *(tuple(box) for _, box in others["rows"]))


def captured(desk: Bed, tab: Tab) -> tuple[bytes, bytes]:
    """Return captures of the screen and of the browser's window, once the screen stands still for some captures."""
    tab.front()
    window = said(desk, "xdotool", "getwindowfocus").decode().strip()
    shots: list[bytes] = []
    while len(shots) < STILL or len(set(shots[-STILL:])) > 1:
        shots.append(said(desk, "import", "-silent", "-window", "root", "ppm:-"))
    return shots[-1], said(desk, "import", "-silent", "-window", window, "ppm:-")


def said(desk: Bed, *command: str, given: bytes = b"") -> bytes:
    return subprocess.run(
        command, input=given, env=desk.environment, capture_output=True, check=True, timeout=60
    ).stdout


def cropped(desk: Bed, capture: bytes, box: Box) -> bytes:
    x, y, width, height = box
    return said(desk, "convert", "-", "-crop", f"{width}x{height}+{x}+{y}", "+repage", "ppm:-", given=capture)


def without(desk: Bed, capture: bytes, seen: Seen) -> bytes:
    """Return the pixels of the page, black where customers' data stand."""
    drawn = [f"rectangle {x},{y} {x + width},{y + height}" for x, y, width, height in seen.covered]
    blackened = said(desk, "convert", "-", "-fill", "black", "-draw", " ".join(drawn), "ppm:-", given=capture)
    x, y, width, height = seen.page
    return said(desk, "convert", "-", "-crop", f"{width}x{height}+{x}+{y}", "+repage", "rgb:-", given=blackened)


def differing(desk: Bed, seen: Seen) -> list[int]:
    """Return how many bytes of the page, where no customer's data stand, are other ones in each kind of capture."""
    pages = [[without(desk, capture, seen) for capture in pair] for pair in zip(seen.off, seen.on, strict=True)]
    return [0 if off == on else sum(map(ne, off, on)) + abs(len(off) - len(on)) for off, on in pages]


def test_no_capture_shows_a_number_that_the_same_reader_finds_with_masking_off(desk: Bed, seen: Seen) -> None:
    parts = [part for part in seen.parts if part.hidden]
    assert parts
    for part in parts:
        for off, on in zip(seen.off, seen.on, strict=True):
            found, left = (digits(cropped(desk, capture, part.box)) for capture in (off, on))
            assert all(hidden in found for hidden in part.hidden), f"the reader finds {part.text} with masking off"
            assert not any(hidden in left for hidden in part.hidden), f"nobody reads {part.text}"


def test_all_else_on_the_page_is_as_it_was(desk: Bed, seen: Seen) -> None:
    assert differing(desk, seen) == [0, 0]
