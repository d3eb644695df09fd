"""What an agent feels in a CRM that nobody here wrote: key to pixels, Tab, the wheel; with the product and without."""

# SPDX-License-Identifier: Apache-2.0

import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import seat
from tests.bench.figure import Figure, judged, percentile
from tests.bench.hand import Box, Eye, Hand
from tests.browser.chromium import Chromium, Tab
from tests.crm.customers import draw_customers
from tests.crm.running import ALONE, Crm, running
from tests.demo.acts import Acts
from tests.desktop.bed import Bed
from workstation.browser.nativehost import unpacked_id, write_host
from workstation.browser.package import EXTENSION

SEED = 20_264
CUSTOMERS = 60
TYPED = 200
TYPED_COVERED = 60
TABS = 30
ROUNDS = 2
NOTCHES = 50
NOTCH_EVERY = 0.08
ONE_FRAME = 1000 / 60
ONE_DRAWING = 0.003
TAB = 0xFF09
LETTERS = "the customer asked again about the delivery and wants to be called back "
WHOLE = "document.documentElement"

HOW = {
    "crm.type": "a letter is typed into an empty text of a request's form",
    "crm.type_covered": "a letter is typed into a text of that form that holds a card number and is covered",
    "crm.tab": "Tab goes to the next field of that form",
    "crm.scroll_frame": "the list of 60 requests is scrolled by the wheel",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A browser at the CRM, and who works there."""

    crm: Crm
    browser: Chromium
    display: str

    @contextmanager
    def page(self, url: str) -> Iterator[tuple[Tab, Hand, Eye]]:
        """Open a page in front, with a hand and an eye for it."""
        tab = self.browser.open(url)
        tab.call("Emulation.clearDeviceMetricsOverride")
        tab.front()
        tab.until(lambda: tab.run("document.hasFocus()"), "the page has the focus")
        hand, eye = Hand(self.display), Eye(self.display)
        yield tab, hand, eye
        hand.close()
        eye.close()
        tab.close()


def figures(acts: Acts) -> tuple[Figure, ...]:
    """Work with a bare browser; then with the seat, and the extension in the browser."""
    with tempfile.TemporaryDirectory() as name, running(Path(name), draw_customers(SEED, CUSTOMERS)) as crm:
        bare = _worked(acts.bed, crm, Path(name) / "bare", extension=False)
        with seat.running(acts, "policy-crm.toml") as scene:
            scene.stage.close_programs()
            try:
                ours = _worked(acts.bed, crm, Path(name) / "covered", extension=True)
            except AssertionError as error:
                raise AssertionError(f"{error}; the seat {'locked' if scene.covered() else 'was open'}") from error
    return tuple(figure for each in HOW for figure in _compared(each, ours[each], bare[each]))


def _worked(bed: Bed, crm: Crm, profile: Path, *, extension: bool) -> Mapping[str, list[float]]:
    if extension:
        write_host(profile / "NativeMessagingHosts", unpacked_id(EXTENSION))
    browser = Chromium(bed, profile, ALONE)
    try:
        if extension:
            browser.load()
        crm.let_in(browser)
        place = Place(crm, browser, bed.environment["DISPLAY"])
        return {
            "crm.type": _typed(place, "id_remark", TYPED, extension=extension),
            "crm.type_covered": _typed(place, "id_description", TYPED_COVERED, extension=extension),
            "crm.tab": _tabbed(place),
            "crm.scroll_frame": _scrolled(place),
        }
    finally:
        browser.close()


def _typed(place: Place, field: str, count: int, *, extension: bool) -> list[float]:
    with place.page(place.crm.request(1)) as (tab, hand, eye):
        covered = "id_description.hasAttribute('data-deskwarden') && !id_company_name.hasAttribute('data-deskwarden')"
        tab.until(lambda: tab.run(covered) is extension, "the form is covered as the seat says")
        tab.run(f"{field}.scrollIntoView({{block: 'center'}}); {field}.focus(); {field}.setSelectionRange(0, 0)")
        text = "".join(itertools.islice(itertools.cycle(LETTERS), count))
        felt = _felt(eye, _box_of(tab, field), [partial(hand.press, ord(letter)) for letter in text])
        assert tab.run(f"{field}.value").startswith(text), "what was typed is not in the field"
        return felt


def _tabbed(place: Place) -> list[float]:
    felt: list[float] = []
    with place.page(place.crm.request(1)) as (tab, hand, eye):
        for _ in range(ROUNDS):
            tab.run("id_request_for.focus()")
            felt += _felt(eye, _box_of(tab, WHOLE), [partial(hand.press, TAB)] * TABS)
            assert tab.run("document.activeElement !== id_request_for"), "the focus did not move"
    return felt


def _felt(eye: Eye, box: Box, deeds: Sequence[Callable[[], float]]) -> list[float]:
    """Do one thing after the other at a person's pace, and return how long each took to be seen."""
    pace = random.Random(SEED)  # noqa: S311 - nobody guesses a typist
    felt = []
    for do in deeds:
        time.sleep(pace.uniform(0.02, 0.06))
        before = eye.still(box)
        took = eye.changed(box, before, do())
        assert took is not None, "nothing is drawn"
        felt.append(took * 1e3)
    return felt


def _scrolled(place: Place) -> list[float]:
    """Return the time between one frame and the next while the wheel turns, down and up again."""
    frames: list[float] = []
    with place.page(place.crm.requests) as (tab, hand, eye):
        hand.point(_box_of(tab, WHOLE))
        for down in (True, False):
            eye.rest()
            frames += _frames([at for _ in range(NOTCHES) for at in _drawn_after(eye, hand.roll(down=down))])
    assert frames, "the list was not scrolled"
    return frames


def _drawn_after(eye: Eye, began: float) -> Iterator[float]:
    while (at := eye.drawn(began + NOTCH_EVERY)) is not None:
        yield at


def _frames(drawn: Sequence[float]) -> list[float]:
    starts = [now for before, now in itertools.pairwise([0.0, *drawn]) if now - before > ONE_DRAWING]
    return [(now - before) * 1e3 for before, now in itertools.pairwise(starts)]


def _box_of(tab: Tab, element: str) -> Box:
    """Return where the part of `element` that is seen lies in its window."""
    x, y, width, height = tab.run(
        f"(() => {{ const r = {element}.getBoundingClientRect();"
        " const left = (outerWidth - innerWidth) / 2, top = outerHeight - innerHeight - left;"
        " const x = Math.max(r.left, 0), y = Math.max(r.top, 0);"
        " return [left + x, top + y, Math.min(r.right, innerWidth) - x, Math.min(r.bottom, innerHeight) - y] })()"
    )
    return round(x), round(y), round(width), round(height)


def _compared(name: str, ours: Sequence[float], bare: Sequence[float]) -> tuple[Figure, ...]:
    how = f"real keys and wheel (XTEST), frames as the X server is told to draw them (DAMAGE), while {HOW[name]}"
    told = []
    for word, share in (("p50", 0.5), ("p95", 0.95)):
        value, beside = (round(percentile(tries, share), 2) for tries in (ours, bare))
        figure = Figure(
            id=f"{name}.{word}_ms",
            value=value,
            unit="ms",
            target=round(beside + ONE_FRAME, 2),
            peer="without extension and seat (ms)",
            peer_value=beside,
            n=len(ours),
            how=f"{how}; {value / beside:.2f} of it, and at most one frame more is wanted",
        )
        told.append(judged(figure))
    return tuple(told)
