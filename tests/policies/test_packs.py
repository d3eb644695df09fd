"""The policies that ship say what their names promise."""

# SPDX-License-Identifier: Apache-2.0

import json
import re
from pathlib import Path

import pytest

from workstation.policy.load import parse_policy
from workstation.policy.rules import DeskRule, IdleRule, MaskingRule, Policy
from workstation.policy.schema import policy_schema
from workstation.rehearse.scenario import mismatches, parse_scenarios

POLICIES = Path(__file__).parents[2] / "policies"
PACKS = sorted(POLICIES.glob("*.toml"))
README = (POLICIES / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
SCENARIOS = re.findall(r"```ini\n(\[\[scenario\]\].*?)```", README, re.DOTALL)


def pack(path: Path) -> Policy:
    return parse_policy(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_every_pack_is_a_policy_whose_rules_name_the_control_that_they_serve(path: Path) -> None:
    assert all(rule.controls for rule in pack(path).rule)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_every_pack_has_a_rule_of_each_kind(path: Path) -> None:
    kinds = {rule.__struct_config__.tag for rule in pack(path).rule}
    assert kinds >= {"masking", "clipboard", "capture", "idle", "reauth", "desk"}


def test_the_pci_pack_masks_card_data_locks_within_fifteen_minutes_and_asks_four_questions() -> None:
    rules = pack(POLICIES / "pci-dss-4.0.1.toml").rule
    (masking,) = (rule for rule in rules if isinstance(rule, MaskingRule))
    (idle,) = (rule for rule in rules if isinstance(rule, IdleRule))
    (desk,) = (rule for rule in rules if isinstance(rule, DeskRule))
    assert {"card_number", "card_verification"} <= set(masking.classes)
    assert idle.after_seconds <= 15 * 60
    assert desk.removable_media == "refuse"
    assert len(desk.checklist) == 4


def test_the_trial_locks_after_five_idle_minutes() -> None:
    (idle,) = (rule for rule in pack(POLICIES / "trial.toml").rule if isinstance(rule, IdleRule))
    assert idle.after_seconds == 300


def test_the_examples_of_the_readme_are_a_policy_with_a_rule_of_each_kind() -> None:
    policy = parse_policy("\n".join(EXAMPLES).encode(), "README.md")
    assert {rule.__struct_config__.tag for rule in policy.rule} == {
        "masking",
        "clipboard",
        "capture",
        "idle",
        "reauth",
        "shift",
        "factors",
        "desk",
        "network",
        "notification",
        "printing",
        "recording",
        "window",
    }


def test_the_scenarios_of_the_readme_hold_for_its_examples() -> None:
    policy = parse_policy("\n".join(EXAMPLES).encode(), "README.md")
    scenarios = [each for text in SCENARIOS for each in parse_scenarios(text.encode(), "README.md")]
    assert len(scenarios) == 4
    assert [wrong for each in scenarios for wrong in mismatches(policy, each)] == []


def test_the_schema_is_current() -> None:
    assert (POLICIES / "schema.json").read_text(encoding="utf-8") == policy_schema()


def test_the_schema_describes_every_key_to_the_editor() -> None:
    definitions = json.loads(policy_schema())["$defs"]
    keys = [(name, key, said) for name, table in definitions.items() for key, said in table["properties"].items()]
    assert keys
    assert not [(name, key) for name, key, said in keys if key != "kind" and "description" not in said]
