"""What an agent is shown of a policy: every rule in a plain sentence, read by keyboard to the end."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.test_present import assert_calm
from tests.ui.test_prompt_place import DOWN, SPACE, UP, current, in_view
from tests.ui.test_prompt_window import ESCAPE, RETURN, SIGNED_OUT, Person
from ui.asking import Asking, Offered, Step, first
from ui.present.policytext import how_to_read, policy_text
from ui.present.rules import rule_sentences
from ui.prompt_reading import Paragraph
from ui.prompt_window import PromptWindow
from workstation.facts.truth import Truth
from workstation.link.messages import Acknowledged, Verdict
from workstation.policy.load import parse_policy
from workstation.policy.rules import (
    AnyRule,
    ClipboardRule,
    FactorsRule,
    IdleRule,
    MaskingRule,
    Policy,
    ReauthRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import Application, Hours, PlaceScope

POLICIES = Path(__file__).parents[2] / "policies"


def sentences(policy: Policy, team: str = "cards") -> tuple[str, ...]:
    return next(part.sentences for part in policy_text(policy, "a1b2c3", team) if part.heading == "Which rules hold")


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    window = PromptWindow()
    qtbot.addWidget(window)
    window.show()
    return Person(window)


def asked() -> Asking:
    return SIGNED_OUT.after(samples.welcome()).after(Offered()).after(samples.to_read())


@pytest.mark.parametrize("rule", samples.POLICY.rule, ids=lambda rule: type(rule).__name__)
def test_every_kind_of_rule_has_calm_sentences(rule: AnyRule) -> None:
    assert rule_sentences(rule)
    for sentence in rule_sentences(rule):
        assert_calm(sentence)
        assert "{" not in sentence


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_pack_can_be_read(path: Path) -> None:
    policy = parse_policy(path.read_bytes(), path.name, lambda name: (POLICIES / f"{name}.toml").read_bytes())
    assert sentences(policy)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            MaskingRule(id="m"),
            ("Covered wherever it is shown: card number, security code and social security number.",),
        ),
        (WindowRule(id="w", cover="unfocused"), ("Some windows are covered while you do not work in them.",)),
        (
            ClipboardRule(id="c", classes=("iban",), mode="redact", pictures="refuse"),
            ("On the clipboard masked only: IBAN.", "Pictures may not be copied."),
        ),
        (
            IdleRule(id="i", after_seconds=300, sign_out_minutes=60),
            ("The seat locks when it is not used for 5 minutes.", "Left locked for 1 hour, it signs you out."),
        ),
        (
            ReauthRule(id="r", after_seconds=90, after_risks=("network",), violations_an_hour=5),
            (
                "You confirm your sign-in again after 90 seconds.",
                "You confirm it at once when the seat comes into another network.",
                "You confirm it at once when rules are broken more than 5 times in an hour.",
            ),
        ),
        (
            ShiftRule(id="s", hours=(Hours(start="08:00", end="18:00"), Hours(start="22:00", end="06:00"))),
            (
                "The seat locks when your shift ends: 18:00 and 06:00.",
                "That you open a seat outside these hours is recorded.",
            ),
        ),
        (
            ShiftRule(id="s", hours=(Hours(start="08:00", end="18:00"),), at_end="sign_out"),
            (
                "You are signed out when your shift ends: 18:00.",
                "That you open a seat outside these hours is recorded.",
            ),
        ),
    ],
)
def test_a_rule_says_what_it_does(rule: AnyRule, said: tuple[str, ...]) -> None:
    assert rule_sentences(rule) == said


@pytest.mark.parametrize(
    ("rule", "is_everywhere"),
    [
        (IdleRule(id="i", after_seconds=60, scope=PlaceScope(teams=("cards",))), True),
        (IdleRule(id="i", after_seconds=60, scope=PlaceScope(hours=(Hours(start="22:00", end="06:00"),))), False),
        (MaskingRule(id="m", scope=PlaceScope(applications=(Application(title="x"),))), False),
    ],
)
def test_a_rule_that_holds_in_some_places_or_at_some_times_says_so(rule: AnyRule, *, is_everywhere: bool) -> None:
    (said,) = rule_sentences(rule)
    assert said.startswith("In some programs, places or at some times: ") is not is_everywhere


def test_rules_of_other_teams_and_what_was_said_already_are_left_out() -> None:
    mine, theirs = (MaskingRule(id=team, classes=("iban",), scope=PlaceScope(teams=(team,))) for team in ("a", "b"))
    policy = Policy(name="x", format=1, rule=(mine, theirs, replace(mine, id="c")))
    assert sentences(policy, "a") == ("Covered wherever it is shown: IBAN.",)


def test_what_may_be_lifted_is_said() -> None:
    assert any("A mask may be lifted" in each for each in sentences(samples.POLICY))


def test_the_policy_takes_the_place_of_the_code_and_stays_until_it_is_answered() -> None:
    asking = asked()
    assert (asking.step, asking.reason, asking.checking) == (Step.POLICY, how_to_read(), False)
    again = asking.after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("totp", "password")))
    assert again.step is Step.POLICY
    assert asking.after(Offered()).after(Verdict(accepted=True, reason="ok")).step is Step.WAIT
    assert asking.after(Offered()).after(samples.to_attest()).step is Step.CHECKLIST
    assert asking.after(Offered()).after(samples.refused("too_late")).step is Step.SIGN_IN


def test_a_policy_that_cannot_be_shown_opens_nothing_and_says_so() -> None:
    broken = first().after(samples.told(Truth.SIGNED_OUT)).after(replace(samples.to_read(), policy=b"\xc1"))
    assert broken.step is Step.SIGN_IN
    assert broken.answer == "The policy cannot be shown, so the seat stays closed. Ask IT."


def test_down_reads_to_the_end_where_the_line_is_ticked_and_enter_confirms(person: Person) -> None:
    person.asked(asked())
    paragraphs = person.window.findChildren(Paragraph)
    assert len(paragraphs) > 10
    for paragraph in paragraphs:
        assert current(person) is paragraph
        assert in_view(person, paragraph)
        person.press(DOWN)
    (tick,) = person.ticks()
    assert current(person) is tick
    assert in_view(person, tick)
    person.press(UP)
    assert current(person) is paragraphs[-1]
    person.press(DOWN)
    person.press(SPACE)
    person.press(RETURN)
    assert person.answers == [Acknowledged(version="a1b2c3d4e5f6")]


def test_enter_alone_confirms_nothing_and_shows_what_is_missing(person: Person) -> None:
    person.asked(asked())
    person.press(RETURN)
    assert person.answers == []
    assert "Read on to the end, and tick the last line." in person.reads()
    assert current(person) is person.ticks()[0]


def test_escape_begins_anew(person: Person) -> None:
    person.asked(asked())
    person.press(RETURN)
    person.press(SPACE)
    person.press(ESCAPE)
    assert not person.ticks()[0].isChecked()
    person.press(RETURN)
    assert person.answers == []


def test_a_screen_reader_can_name_every_sentence(person: Person) -> None:
    person.asked(asked())
    paragraphs = person.window.findChildren(Paragraph)
    assert [each.accessibleName() for each in paragraphs] == [each.text() for each in paragraphs]
    labels = {each.text() for each in person.window.findChildren(QScrollArea)[0].findChildren(QLabel)}
    assert {"What is recorded", "What is never recorded", "Which rules hold"} <= labels


def test_a_rule_that_asks_for_a_security_key_says_so_and_what_its_removal_does() -> None:
    both = FactorsRule(id="k", factors=("security_key", "password"), key_removed="lock")
    assert rule_sentences(both) == (
        "You prove who you are by your security key, in place of a code.",
        "Your password is asked for as well.",
        "A seat that your security key opened locks once it is taken out.",
    )
    assert rule_sentences(FactorsRule(id="o", factors=("openid",))) == (
        "You prove who you are at your organization's sign-in page, in place of a code.",
    )
    assert rule_sentences(FactorsRule(id="v", supervisor="vouches"))[1:] == (
        "A supervisor may vouch for you once, beside your password; that is recorded.",
    )
    assert rule_sentences(FactorsRule(id="p")) == ("You prove who you are by more than a code.",)
    assert rule_sentences(FactorsRule(id="c", factors=("totp",))) == ()
