"""Browsers without the extension, or with another one: raised once, to somebody who can do something about it."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from tests.core.seats import BROWSER, actions, at, bodies, notices, rules, seat, told
from workstation.facts.browsers import Browser, ExtensionState, browser_name, extension_capabilities
from workstation.facts.capability import Strength
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import PolicyChanged
from workstation.facts.pagefacts import BrowsersSeen
from workstation.facts.place import Program
from workstation.facts.truth import Truth
from workstation.guards.browsers import BrowsersGuard
from workstation.policy.rules import MaskingRule
from workstation.policy.scope import Application, PlaceScope

CARDS = MaskingRule(id="cards", classes=("card_number",))
IN_NOTES = MaskingRule(id="notes", scope=PlaceScope(applications=(Application(executable="/usr/bin/mousepad"),)))
SECOND = replace(BROWSER, pid=500)


def browser(extension: ExtensionState, program: Program = BROWSER) -> Browser:
    return Browser(program=program, extension=extension, version="" if extension == "missing" else "0.0.9")


def seen(*browsers: Browser, seconds: float = 1) -> BrowsersSeen:
    return BrowsersSeen(at=at(seconds), browsers=browsers)


RAISED: dict[ExtensionState, tuple[Kind, str]] = {
    "missing": (Kind.EXTENSION_MISSING, "extension_missing"),
    "never_set_up": (Kind.EXTENSION_MISSING, "extension_never_set_up"),
    "outdated": (Kind.EXTENSION_OUTDATED, "extension_outdated"),
}


@pytest.mark.parametrize("extension", RAISED)
def test_a_browser_that_the_extension_does_not_cover_as_it_should_is_a_violation(extension: ExtensionState) -> None:
    kind, notice = RAISED[extension]
    did = actions(BrowsersGuard(rules(CARDS)), seat(), seen(browser(extension)))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome, body.rule) == (
        kind,
        Severity.VIOLATION,
        Outcome.DETECTED,
        "cards",
    )
    assert body.application == "chromium"
    assert notices(did) == [notice]


def test_a_browser_is_raised_once_and_another_process_of_it_again() -> None:
    judge, first = BrowsersGuard(rules(CARDS)), seen(browser("missing"))
    assert not actions(judge, seat(first), first)
    both = seen(browser("missing"), browser("missing", SECOND))
    assert len(bodies(actions(judge, seat(first), both))) == 1
    assert not actions(judge, seat(both), seen(browser("missing")))


def test_a_browser_with_the_extension_of_this_seat_is_fine_and_its_loss_is_told() -> None:
    judge, fine = BrowsersGuard(rules(CARDS)), seen(browser("current"))
    assert not actions(judge, seat(), fine)
    did = actions(judge, seat(fine), seen(browser("missing")))
    assert [body.kind for body in bodies(did)] == [Kind.EXTENSION_LOST]
    assert notices(did) == ["extension_lost"]
    assert not actions(judge, seat(seen(browser("missing"))), fine)


def test_what_ran_before_somebody_signed_in_is_raised_then_and_not_at_every_unlock() -> None:
    judge, missing = BrowsersGuard(rules(CARDS)), seen(browser("missing"))
    alone = seat(truth=Truth.SIGNED_OUT)
    assert not actions(judge, replace(alone, agent=""), missing)
    waiting = replace(alone, agent="").after(missing)
    assert len(bodies(actions(judge, waiting, told(Truth.ACTIVE, 5)))) == 1
    locked = waiting.after(told(Truth.ACTIVE, 5)).after(told(Truth.LOCKED, 6))
    assert not actions(judge, locked, told(Truth.ACTIVE, 7))


def test_another_policy_raises_what_still_runs_by_its_own_rules() -> None:
    changed = PolicyChanged(at=at(9), policy="another")
    there = seat(seen(browser("missing"), browser("current", SECOND)))
    (body,) = bodies(actions(BrowsersGuard(rules(CARDS)), there, changed))
    assert body.kind is Kind.EXTENSION_MISSING


def test_where_an_extension_was_never_set_up_the_agent_hears_it_once() -> None:
    judge, first = BrowsersGuard(rules(CARDS)), seen(browser("never_set_up"))
    both = seen(browser("never_set_up"), browser("never_set_up", SECOND))
    assert len(bodies(actions(judge, seat(), both))) == 1
    assert not actions(judge, seat(first, seen()), seen(browser("never_set_up", SECOND)))


def test_rules_about_other_programs_ask_for_no_extension() -> None:
    assert not actions(BrowsersGuard(rules(IN_NOTES)), seat(), seen(browser("missing")))


BROWSERS = {
    ("chromium", "/usr/lib/chromium/chromium"): "Chromium",
    ("chrome", "/opt/google/chrome/chrome"): "Chrome",
    ("msedge", "/opt/microsoft/msedge-beta/msedge"): "Edge",
    ("brave", "/opt/brave.com/brave/brave"): "Brave",
    ("vivaldi-bin", "/opt/vivaldi/vivaldi-bin"): "Vivaldi",
    ("opera", "/usr/lib/x86_64-linux-gnu/opera/opera"): "Opera",
    ("Isolated Web Co", "/usr/lib/firefox-esr/firefox-esr"): "Firefox",
    ("firefox", ""): "Firefox",
    ("chromedriver", "/usr/bin/chromedriver"): None,
    ("operator", "/usr/bin/operator"): None,
    ("python3", "/usr/bin/python3.11"): None,
}


@pytest.mark.parametrize(("name", "path"), BROWSERS)
def test_browsers_are_known_by_their_executables(name: str, path: str) -> None:
    assert browser_name(Program(name=name, path=path, pid=1)) == BROWSERS[name, path]


def test_the_capability_record_says_the_worst_of_each_browser() -> None:
    firefox = Program(name="firefox-esr", path="/usr/lib/firefox-esr/firefox-esr", pid=600)
    said = extension_capabilities(
        (browser("current"), browser("missing", SECOND), browser("current", firefox), browser("outdated", firefox))
    )
    assert [(each.promise, each.strength) for each in said] == [
        ("Pages in Chromium, which runs without the extension", Strength.NOT_HERE),
        ("Pages in Firefox, by extension 0.0.9", Strength.DETECTED),
    ]
