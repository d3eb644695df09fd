"""An agent proves in the browser of their own seat who they are, and a mask is lifted; nothing is played but hands."""

# SPDX-License-Identifier: Apache-2.0

import shlex
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.browser import FLAGS
from tests.desktop.camera import Camera
from tests.desktop.eyes import INK, PAPER
from tests.journeys.test_factors import WAIT, Desk
from tests.openid.provider import CLIENT, SECRET, running
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.schema import Database
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.place import Rect
from workstation.facts.truth import Truth

CARD = "4539578763621486"
SIGN_IN, CONFIRMED, NOT_CONFIRMED = "Sign in at the center", "You are confirmed", "You were not confirmed"
NOBODY_THERE = "127.0.0.1"
BORDER = 0xB97A0F
CLICKS, A_LINE, AROUND = 3, 40, 55


class BrowserDesk(Desk):
    """A workstation whose agent cruz is "cruz-7" at `issuer`, and looks at customers' cards for that account alone."""

    rules = """
name = "Call-backs"
format = 1

[[rule]]
kind = "factors"
id = "account"
factors = ["openid"]
at = ["unlock", "reauth"]

[[rule]]
kind = "masking"
id = "masks"

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 900

[[reveal]]
id = "call-backs"
classes = ["card_number"]
scope = { teams = ["cards"] }
seconds = 60
times_an_hour = 9
reasons = ["The customer cannot read it out."]
step_up_minutes = 0
"""

    def __init__(self, bed: Bed, folder: Path, issuer: str) -> None:
        super().__init__(bed, folder)
        self._issuer = issuer
        self.camera = Camera(bed.screen)

    def prepare(self) -> None:
        """Have the store know provider and account, and the desktop the browser."""
        settings = ("--issuer", self._issuer, "--client-id", CLIENT, "--stdin")
        self.order("store", "openid", "set", *settings, typed=SECRET)
        self.order("agent", "link", "cruz", "cruz-7")
        home = Path(self._bed.environment["HOME"])
        programs, settled = home / ".local/share/applications", home / ".config"
        for folder in (programs, settled):
            folder.mkdir(parents=True, exist_ok=True)
        command = shlex.join(("chromium", *FLAGS, f"--user-data-dir={home / 'profile'}"))
        entry = f"[Desktop Entry]\nType=Application\nName=Chromium\nExec={command} %U\n"
        (programs / "browser.desktop").write_text(entry)
        kinds = ("http", "https")
        (settled / "mimeapps.list").write_text(
            "[Default Applications]\n" + "".join(f"x-scheme-handler/{kind}=browser.desktop\n" for kind in kinds)
        )

    def begin_work(self) -> Rect:
        """Sign in, open a customer's form and return where its masked number is."""
        self.press(*"cruz", "Tab", *self.product.code("cruz"), "Return")
        eventually(lambda: self.truth is Truth.ACTIVE, "a code opens the seat", WAIT)
        self._bed.start(("yad", "--form", "--title=Payment", "--field=Card number", "--field=Remark", CARD, ""))
        places: list[Rect | None] = []

        def rests() -> bool:
            places.append(self.camera.place_of(INK, PAPER))
            return places[-1] is not None and places[-1].height < A_LINE and places[-2:-1] == places[-1:]

        eventually(rests, "the number is masked", WAIT)
        mask = places[-1]
        assert mask
        self.camera.keep("masked")
        return mask

    def ask_to_see(self, mask: Rect) -> None:
        """Click on the mask, choose the one reason, and have the browser opened from there; by keys."""
        for _ in range(CLICKS):
            self.click(mask, "ctrl")
            with suppress(AssertionError):
                eventually(lambda: self.says("cannot read it out"), "a reason is asked for", 15)
                break
        self.camera.keep("reason")
        self.press("Down", "Return")
        eventually(lambda: self.says("Open the browser"), "a proof is asked for", WAIT)
        self.camera.keep("proof")
        self.press("Tab", "Tab", "Return")
        self.await_page(SIGN_IN)

    def await_page(self, title: str) -> None:
        """Return once the browser shows the page of this title."""
        find = ("xdotool", "search", "--onlyvisible", "--name", f"^{title} - Chromium$")

        def shows() -> bool:
            return not subprocess.run(find, env=self._bed.environment, capture_output=True, check=False).returncode

        eventually(shows, f"the browser shows {title!r}", WAIT)
        self.camera.keep(title)

    def says(self, words: str) -> bool:
        """Tell whether the question beside the mask says that."""
        place = self.camera.framed(BORDER)
        return place is not None and words in self.camera.picture(place).words()

    def choose(self, word: str) -> None:
        """Click on the button of the question on which `word` stands: buttons are at its right."""
        found: list[Rect] = []

        def shows() -> bool:
            place = self.camera.framed(BORDER)
            found[:] = self.camera.picture(place).find(word) if place else []
            return bool(found)

        eventually(shows, f"there is a button {word!r}", WAIT)
        self.click(max(found, key=lambda place: place.x))

    def click(self, place: Rect, *held: str) -> None:
        """Click there, with these keys held down, and take the pointer out of the picture."""
        down, up = ([word for key in held for word in (which, key)] for which in ("keydown", "keyup"))
        middle = (str(place.x + place.width // 2), str(place.y + place.height // 2))
        self._run("xdotool", "mousemove", *middle, *down, "click", "1", *up)
        self._run("xdotool", "mousemove", "10", "10")

    def is_masked(self, mask: Rect) -> bool:
        return self.camera.picture(mask).colours() <= {INK, PAPER}

    def number(self, mask: Rect) -> str:
        """Return the digits that a person reads in the field of the mask."""
        return self.camera.picture(Rect(mask.x - AROUND, mask.y, mask.width + 2 * AROUND, mask.height)).digits()

    def reveals(self) -> list[Body]:
        """Return what the store has of reveals, in order."""
        database = Database(self.product.store)
        try:
            bodies = [entry.body for entry in find(database, Wanted(limit=1000))]
            return [body for body in bodies if body.kind.startswith("reveal.")]
        finally:
            database.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[BrowserDesk]:
    bed = Bed(tmp_path)
    desk = None
    with running() as issuer:
        try:
            bed.open(camera=True)
            desk = BrowserDesk(bed, tmp_path / "product", issuer)
            desk.open()
            yield desk
        finally:
            if desk:
                desk.product.stop()
                desk.camera.close()
            bed.stop()


@pytest.mark.desktop
def test_another_account_shows_nothing_and_the_agents_own_lifts_the_mask(desk: BrowserDesk) -> None:
    mask = desk.begin_work()
    desk.ask_to_see(mask)
    desk.press(*"reyes", "minus", "1", "Return")
    desk.await_page(NOT_CONFIRMED)
    eventually(lambda: desk.says("That was not accepted"), "the question says so", WAIT)
    desk.press("ctrl+w")
    eventually(lambda: desk.is_masked(mask), "the mask is where it was", WAIT)
    desk.camera.keep("refused")
    assert desk.reveals() == []

    desk.choose("Open")
    desk.await_page(SIGN_IN)
    desk.press(*"cruz", "minus", "7", "Return")
    desk.await_page(CONFIRMED)
    desk.press("ctrl+w")
    eventually(lambda: CARD in desk.number(mask), "the number is there to be read", WAIT)
    desk.camera.keep("revealed")
    desk.click(mask, "ctrl")
    eventually(lambda: desk.is_masked(mask), "a second click covers it", WAIT)

    whole = [Kind.REVEAL_PROVED, Kind.REVEAL_OPENED, Kind.REVEAL_CLOSED]
    eventually(lambda: [body.kind for body in desk.reveals()] == whole, "all of it is at the store", WAIT)
    assert desk.reveals()[0].details["factor"] == "openid"
    assert [entry.body.details["reason"] for entry in desk.entries(Kind.CODE_REFUSED)] == ["openid_refused"]


@pytest.mark.desktop
def test_who_declines_closes_the_page_or_comes_after_cancel_sees_nothing(desk: BrowserDesk) -> None:
    mask = desk.begin_work()
    desk.ask_to_see(mask)
    desk.press("Tab", "Tab", "Return")
    desk.await_page(NOT_CONFIRMED)
    eventually(lambda: desk.says("It was declined"), "the question says so", WAIT)
    desk.press("ctrl+w")
    eventually(lambda: desk.is_masked(mask), "the mask is where it was", WAIT)
    desk.camera.keep("declined")
    desk.choose("Cancel")
    eventually(lambda: desk.camera.framed(BORDER) is None, "the question is gone", WAIT)

    desk.ask_to_see(mask)
    desk.press("ctrl+w")
    eventually(lambda: desk.is_masked(mask), "the mask is where it was", WAIT)
    desk.camera.keep("closed")
    assert desk.says("Go on in your browser")
    desk.choose("Cancel")
    eventually(lambda: desk.camera.framed(BORDER) is None, "the question is gone", WAIT)

    desk.ask_to_see(mask)
    desk.choose("Cancel")
    eventually(lambda: len(desk.reveals()) == 3, "all of it is at the store", WAIT)
    desk.press(*"cruz", "minus", "7", "Return")
    desk.await_page(NOBODY_THERE)
    desk.press("ctrl+w")
    eventually(lambda: desk.is_masked(mask), "who comes after that finds the mask", WAIT)
    assert [(body.kind, body.details["reason"]) for body in desk.reveals()] == [(Kind.REVEAL_REFUSED, "declined")] * 3
