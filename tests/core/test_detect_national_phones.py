"""Phone numbers without a country code: found as the people of a region group them, and nowhere else."""

# SPDX-License-Identifier: Apache-2.0

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.detect.scanner import Scanner
from workstation.errors import PolicyError
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.looking import scan_of

REGIONS = ("US", "GB", "PH", "FR", "DE", "ES", "IN", "BR", "MX")
POLICY = 'name = "X"\nformat = 1\n{}[[rule]]\nkind = "masking"\nid = "m"\nclasses = ["phone", "card_number"]\n'


def found(text: str, *regions: str) -> list[str]:
    return [text[each.start : each.end] for each in Scanner(["phone"], regions=regions)(text, "")]


def example(region: str, kind: int) -> str | None:
    """Return a number of a region as it is written there; libphonenumber's own examples are no one's."""
    number = phonenumbers.example_number_for_type(region, kind)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else None


@pytest.mark.parametrize("kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
@pytest.mark.parametrize("region", REGIONS)
def test_a_number_is_found_as_its_region_writes_it(region: str, kind: int) -> None:
    written = example(region, kind)
    assert written
    if written.isdecimal():
        pytest.skip(f"numbers of {region} are written without groups: words find them")
    text = f"She is at {written} until five."
    assert found(text, region) == [written]


def test_without_its_region_only_words_find_it() -> None:
    assert found("She is at 020 7946 0958 until five.", "US") == []
    assert found("Phone: 020 7946 0958", "US") == ["020 7946 0958"]


@pytest.mark.parametrize(
    "text",
    [
        "Order 0207 946 0958 has shipped.",
        "Order 020 7946 0958 has shipped.",
        "02079460958",
        "20-79-46 0958-1",
        "v1.020.7946.0958",
        "2026-11-24 09:58",
        "paid 020 7946 0958,00",
        "4111 1111 1111 1111",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert found(text, "GB") == []


def test_four_digits_stay_legible() -> None:
    text = "at 020 7946 0958"
    (finding,) = Scanner(["phone"], regions=("GB",))(text, "")
    shown = "".join(letter for at, letter in enumerate(text) if not any(a <= at < b for a, b in finding.hidden))
    assert shown.split() == ["at", "0958"]


@given(st.text(alphabet="0123456789 .-()+x", max_size=60))
def test_whatever_stands_there_nothing_is_raised_and_findings_stay_inside(text: str) -> None:
    for finding in Scanner(["phone"], regions=REGIONS)(text, ""):
        assert 0 <= finding.start < finding.end <= len(text)


def test_a_policy_names_the_regions() -> None:
    policy = parse_policy(POLICY.format('phone_regions = ["GB"]\n').encode(), "p.toml", shipped_pack)
    (finding,) = scan_of(policy)("at 020 7946 0958", "")
    assert finding.data_class == "phone"
    assert scan_of(parse_policy(POLICY.format("").encode(), "p.toml"))("at 020 7946 0958", "") == ()


def test_a_region_that_is_none_is_refused_at_its_place() -> None:
    with pytest.raises(PolicyError, match=r'p\.toml, line 3, column 24: "UK" is no region with phones'):
        parse_policy(POLICY.format('phone_regions = ["GB", "UK"]\n').encode(), "p.toml")
