"""Window rules are refused where they would cover everything, nothing, or a place that is nowhere."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.core.test_policy_load import TOP, refusal
from workstation.facts.place import Rect
from workstation.policy.load import parse_policy
from workstation.policy.region import Region

VIEWER = '{ window_class = "Viewer" }'
PANEL = '{ name = "Panel", left = 9, right = 9, top = 9, height = 9 }'


def rule(cover: str, *lines: str, programs: str = VIEWER, regions: str = "", scope: str = "") -> str:
    """Return a policy of one window rule, as it is written."""
    written = [f'{TOP}kind = "window"', 'id = "w"', f'cover = "{cover}"']
    written += [f"regions = [{regions}]"] if regions else []
    return "\n".join([*written, f"scope = {{ applications = [{programs}]{scope} }}", *lines])


def excepted(scope: str, *lines: str) -> str:
    """Return a policy whose one window rule an exception would lift in this scope."""
    exception = ["[[exception]]", 'id = "x"', 'rules = ["w"]', 'reason = "…"', 'granted_by = "…"']
    return rule("always", *exception, "expires = 2026-12-31", f"scope = {{ {scope} }}", *lines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            rule("always").replace('cover = "always"\n', ""),
            'the key "cover" is missing; it takes "regions", "unfocused", "watched" or "always"',
        ),
        (rule("never"), 'cover: Invalid enum value \'never\'; allowed: "regions", "unfocused"'),
        (rule("always", programs=""), 'line 4, column 1, rule "w": would cover every window; say which programs'),
        (
            rule("always", programs='{ url = "https://a/*" }'),
            'line 8, column 27, rule "w": no window tells the address of its page; give executable',
        ),
        (
            rule("always", scope=', fields = [{ role = "a" }]'),
            'rule "w": a window is covered whole or by regions, not by fields',
        ),
        (rule("regions"), 'line 4, column 1, rule "w": covers no region; give regions = […]'),
        (rule("always", regions=PANEL), 'rule "w": has regions without cover = "regions"'),
        (
            rule("regions", regions=PANEL.replace("right = 9, ", "")),
            'line 8, column 12, rule "w": "Panel" is nowhere: say two of left, right and width',
        ),
        (rule("regions", regions=PANEL.replace("top", "bottom = 9, top")), "say two of top, bottom and height"),
        (rule("regions", regions=PANEL.replace("left = 9", "left = -1")), "Expected int >= 0; allowed: whole pixels"),
        (
            rule("regions", regions=PANEL.replace("height = 9", "height = 0")),
            "Expected int >= 1; allowed: whole pixels",
        ),
        (rule("regions", regions=PANEL.replace("top", "up")), 'the key "up" is not known; allowed: bottom, height'),
        (
            rule("regions", regions=f"{PANEL}, {PANEL}"),
            'rule "w": another region of this rule has this name already',
        ),
        (rule("watched", "while_watched = false"), "covers nothing: it is for watched windows"),
        (rule("always", 'allow = ["/usr/bin/obs"]'), "allows nothing: who reads the screen"),
        (
            rule("unfocused", 'allow = ["/usr/bin/obs"]', "while_watched = false"),
            "allows nothing: who reads the screen",
        ),
        (
            rule("always", rule("unfocused").removeprefix(TOP.removesuffix("[[rule]]\n")).replace('"w"', '"v"')),
            'rule "v": never decides: the rule "w" before it is as strict wherever it holds',
        ),
        (
            excepted('teams = ["a"]', 'classes = ["us_ssn"]'),
            'exception "x": the rule "w" knows no data classes; nothing could match',
        ),
        (
            excepted('applications = [{ url = "a" }]'),
            'exception "x": no window tells the address of its page; give executable, window_class or title',
        ),
        (excepted('fields = [{ role = "a" }]'), 'exception "x": the rule "w" knows no fields; nothing could match'),
    ],
)
def test_a_window_rule_that_makes_no_sense_is_refused_at_its_place(text: str, told: str) -> None:
    assert told in refusal(text)


def test_a_window_rule_that_makes_sense_is_taken() -> None:
    for taken in (rule("always"), rule("regions", regions=PANEL), excepted(f"applications = [{VIEWER}]")):
        assert [each.id for each in parse_policy(taken.encode(), "cards.toml").rule] == ["w"]


WINDOW_AT = Rect(100, 200, 400, 300)


@pytest.mark.parametrize(
    ("region", "seen"),
    [
        (Region(name="a", left=10, width=50, top=20, height=30), Rect(110, 220, 50, 30)),
        (Region(name="a", right=10, width=50, bottom=20, height=30), Rect(440, 450, 50, 30)),
        (Region(name="a", left=10, right=20, top=0, bottom=0), Rect(110, 200, 370, 300)),
        (Region(name="a", left=390, width=50, top=0, height=1), Rect(490, 200, 10, 1)),
        (Region(name="a", left=400, width=50, top=0, height=1), None),
        (Region(name="a", left=300, right=200, top=0, height=1), None),
        (Region(name="a", right=380, width=50, top=0, height=1), Rect(100, 200, 20, 1)),
    ],
)
def test_a_region_is_told_by_distances_from_the_edges(region: Region, seen: Rect | None) -> None:
    assert region.inside(WINDOW_AT) == seen
