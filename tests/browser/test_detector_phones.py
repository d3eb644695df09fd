"""Phone numbers without a country code are judged in JavaScript as libphonenumber judges them."""

# SPDX-License-Identifier: Apache-2.0

from random import Random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.expected import expected_findings
from tests.browser.node import NodeDetector

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = range(8)
NATIONAL, INTERNATIONAL = phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL


def _written(random: Random, region: str, kind: int) -> str:
    """Return a number near to libphonenumber's own example of a region, which is no one's."""
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return ""
    digits = phonenumbers.national_significant_number(example)
    changed = "".join(random.choice("0123456789") if random.random() < 0.1 else digit for digit in digits)
    number = phonenumbers.PhoneNumber(country_code=example.country_code, national_number=int(changed))
    written = phonenumbers.format_number(number, random.choice((NATIONAL, NATIONAL, INTERNATIONAL)))
    return random.choice(("", "", "0", "1")) + written.replace("+", random.choice(("00", "011", "", "+")))


@pytest.mark.parametrize("part", range(8))
def test_every_region_reads_alike(part: int, node: NodeDetector) -> None:
    random = Random(part)
    for region in REGIONS[part::8]:
        for kind in KINDS:
            text = f"She is at {_written(random, region, kind)} until five."
            expected = expected_findings(text, "", ("phone",), (region,))
            assert node.findings(text, "", ("phone",), (region,)) == expected, (region, text)


@given(
    groups=st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=2, max_size=5),
    divider=st.sampled_from((" ", "-", ".", ") ")),
    regions=st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3).map(tuple),
)
def test_any_groups_of_digits_read_alike(
    groups: list[str], divider: str, regions: tuple[str, ...], node: NodeDetector
) -> None:
    text = divider.join(groups)
    assert node.findings(text, "", ("phone",), regions) == expected_findings(text, "", ("phone",), regions)
