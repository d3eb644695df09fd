"""Browsers that run with the extension, without it, or with another one: what the seat is told of them, and when."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.chromium import Chromium
from tests.browser.firefox import Firefox
from tests.desktop.bed import Bed
from tests.desktop.reports import Reports
from workstation.browser.extensions import Extensions
from workstation.browser.nativehost import GECKO_ID, unpacked_id, write_host
from workstation.browser.package import EXTENSION, own_version
from workstation.browser.presence import Patience, Presence
from workstation.facts.browsers import Browser, ExtensionState
from workstation.facts.pagefacts import BrowsersSeen
from workstation.facts.place import Program

BROWSER = Program(name="chromium", path="/usr/lib/chromium/chromium", pid=7)
OTHER = Program(name="firefox-esr", path="/usr/lib/firefox-esr/firefox-esr", pid=8)
TIMES = Patience(starts=20.0, returns=5.0)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Bring a desktop up on which nothing but the browsers of these tests runs."""
    made = Bed(tmp_path_factory.mktemp("presence"))
    try:
        made.open()
        yield made
    finally:
        made.stop()


def presence(*, is_set_up: bool = True) -> Presence:
    return Presence("1.2", lambda: is_set_up, TIMES)


def states(browsers: tuple[Browser, ...]) -> list[ExtensionState]:
    return [browser.extension for browser in browsers]


def test_a_browser_that_only_just_starts_is_none_and_one_that_had_its_time_has_none() -> None:
    seen = presence()
    assert seen.look((BROWSER,), 100.0) == ()
    assert seen.look((BROWSER,), 119.9) == ()
    assert seen.look((BROWSER,), 120.0) == (Browser(program=BROWSER, extension="missing"),)
    assert seen.look((BROWSER, OTHER), 121.0) == (Browser(program=BROWSER, extension="missing"),)


def test_an_extension_that_joins_late_is_there_all_the_same() -> None:
    seen = presence()
    seen.look((BROWSER,), 0.0)
    seen.look((BROWSER,), 30.0)
    seen.joined(1, BROWSER, "1.2")
    assert seen.look((BROWSER,), 31.0) == (Browser(program=BROWSER, extension="current", version="1.2"),)


def test_an_extension_of_another_version_is_outdated() -> None:
    seen = presence()
    seen.joined(1, BROWSER, "1.1")
    assert seen.look((BROWSER,), 0.0) == (Browser(program=BROWSER, extension="outdated", version="1.1"),)


def test_an_extension_that_left_may_come_back_before_it_is_lost() -> None:
    seen = presence()
    seen.joined(1, BROWSER, "1.2")
    seen.look((BROWSER,), 0.0)
    seen.left(1)
    assert states(seen.look((BROWSER,), 10.0)) == ["current"]
    seen.joined(2, BROWSER, "1.2")
    assert states(seen.look((BROWSER,), 14.0)) == ["current"]
    seen.left(2)
    assert states(seen.look((BROWSER,), 20.0)) == ["current"]
    assert states(seen.look((BROWSER,), 25.0)) == ["missing"]


def test_where_nobody_ever_set_an_extension_up_that_is_said_instead() -> None:
    seen = presence(is_set_up=False)
    seen.look((BROWSER,), 0.0)
    assert states(seen.look((BROWSER,), 20.0)) == ["never_set_up"]


STEPS = st.lists(st.tuples(st.sampled_from(("join", "leave", "rest")), st.floats(0, 30)), max_size=30)


@given(steps=STEPS)
def test_no_browser_with_its_extension_is_ever_told_as_without_one(steps: list[tuple[str, float]]) -> None:
    seen, now, line, is_there = presence(), 0.0, 0, False
    for step, seconds in steps:
        if step == "join":
            line, is_there = line + 1, True
            seen.joined(line, BROWSER, "1.2")
        elif step == "leave":
            is_there = False
            for each in range(line + 1):
                seen.left(each)
        now += seconds
        told = states(seen.look((BROWSER,), now))
        assert told == ["current"] if is_there else told != ["outdated"]


@pytest.fixture
def patience() -> Patience:
    return BRIEF


Begun = Callable[[str], int]


@pytest.fixture
def begin(screen: Bed, tmp_path: Path) -> Iterator[Begun]:
    """Begin a browser, with this seat's extension, with one of another version, or with none; return its process."""
    begun: list[Chromium | Firefox] = []
    older = tmp_path / "older"
    shutil.copytree(EXTENSION, older)
    manifest = json.loads((older / "manifest.json").read_bytes())
    (older / "manifest.json").write_text(json.dumps({**manifest, "version": "0.0.9"}), encoding="utf-8")

    def begin_one(name: str) -> int:
        which, _, extension = name.partition(" with ")
        folder = {"its extension": EXTENSION, "an older one": older}.get(extension)
        profile = tmp_path / which
        if which == "Firefox":
            hosts = Path(screen.environment["HOME"]) / ".mozilla" / "native-messaging-hosts"
            write_host(hosts, GECKO_ID)
            browser: Chromium | Firefox = Firefox(screen, profile)
        else:
            write_host(profile / "NativeMessagingHosts", unpacked_id(folder or EXTENSION))
            browser = Chromium(screen, profile)
        begun.append(browser)
        if folder:
            browser.load(folder)
        return browser.process.pid

    yield begin_one
    for browser in begun:
        browser.close()


SLOW = Patience(starts=120.0, returns=60.0)
BRIEF = Patience(starts=3.0, returns=1.0)
TOLD: dict[str, tuple[ExtensionState, str, Patience]] = {
    "Chromium with its extension": ("current", own_version(), SLOW),
    "Chromium with an older one": ("outdated", "0.0.9", SLOW),
    "Chromium": ("missing", "", BRIEF),
    "Firefox with its extension": ("current", own_version(), SLOW),
    "Firefox": ("missing", "", BRIEF),
}


@pytest.mark.parametrize(("name", "patience"), [(name, patience) for name, (_, _, patience) in TOLD.items()])
def test_every_browser_is_told_of_once_with_the_extension_that_it_has(
    seat: Extensions, reports: Reports, begin: Begun, name: str
) -> None:
    assert seat
    state, version, _ = TOLD[name]
    pid = begin(name)
    (browser,) = reports.first(BrowsersSeen, patience=60).browsers
    assert (browser.program.pid, browser.extension, browser.version) == (pid, state, version)
    with pytest.raises(queue.Empty):
        reports.first(BrowsersSeen, patience=1.5 * BRIEF.starts)


ROOTED = ("--no-sandbox",) if os.getuid() == 0 else ()
CHROMIUM = "/usr/lib/chromium/chromium"  # Debian's script around it takes the -- away
DISGUISED = {
    "Firefox": ("firefox-esr", "--no-remote", "--profile", "PROFILE", "about:blank", "-contentproc"),
    "Chromium": (CHROMIUM, *ROOTED, "--no-first-run", "--user-data-dir=PROFILE", "--", "about:blank", "--type=x"),
}


@pytest.mark.parametrize("command", DISGUISED.values(), ids=DISGUISED.keys())
def test_a_browser_that_is_given_the_arguments_of_a_part_is_told_of_all_the_same(
    seat: Extensions, reports: Reports, screen: Bed, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert seat
    profile = tmp_path / "profile"
    profile.mkdir()
    process = screen.start([word.replace("PROFILE", str(profile)) for word in command])
    try:
        (browser,) = reports.first(BrowsersSeen, patience=60).browsers
    finally:
        screen.end(process)
    assert (browser.program.pid, browser.extension) == (process.pid, "missing")


def test_a_browser_whose_arguments_nobody_may_read_is_told_of(
    seat: Extensions, reports: Reports, begin: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: psutil.Process) -> list[str]:
        raise psutil.AccessDenied(process.pid)

    assert seat
    monkeypatch.setattr(psutil.Process, "cmdline", refuse)
    pid = begin("Firefox")
    (browser,) = reports.first(BrowsersSeen, patience=60).browsers
    assert (browser.program.pid, browser.extension) == (pid, "missing")


def test_a_browser_on_another_display_is_not_of_this_session(
    seat: Extensions, reports: Reports, begin: Begun, tmp_path: Path
) -> None:
    assert seat
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere = Bed(folder)
    try:
        elsewhere.open()
        browser = Chromium(elsewhere, tmp_path / "profile")
        pid = begin("Chromium")
        (told,) = reports.first(BrowsersSeen, patience=60).browsers
        assert told.program.pid == pid
        browser.close()
    finally:
        elsewhere.stop()
