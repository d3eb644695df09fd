"""What libphonenumber's tables say of each region's numbers, as far as judging their grouping needs it."""

# SPDX-License-Identifier: Apache-2.0

import json
import re

from workstation.browser.expressions import translated

_TYPES = """premium_rate toll_free shared_cost voip personal_number pager uan voicemail fixed_line mobile"""
_FIRST_GROUP = re.compile(r"\\[0-9]")


def phone_tables() -> dict[str, object]:
    """Return what each region's numbers are, by region, and every calling code with its main region.

    A region is written as JSON, to be read only where a policy names it; its formats stand at its code's main region.
    """
    import phonenumbers  # noqa: PLC0415 - takes longer to load than the rest of the generator

    calling_codes = {code: regions[0] for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items())}
    regions = {region: _region(region, calling_codes) for region in sorted(phonenumbers.SUPPORTED_REGIONS)}
    return {"PHONES_CALLING_CODES": calling_codes, "PHONES_REGIONS": regions}


def _region(region: str, calling_codes: dict[int, str]) -> str:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    known = PhoneMetadata.metadata_for_region(region)
    assert known is not None
    assert known.general_desc is not None
    types = [getattr(known, name) for name in _TYPES.split()]
    is_main = calling_codes[known.country_code or 0] == region
    table = {
        "code": known.country_code,
        "abroad": _checked(known.international_prefix),
        "general": _checked(known.general_desc.national_number_pattern),
        "lengths": known.general_desc.possible_length,
        "local": known.general_desc.possible_length_local_only,
        "prefix": _checked(known.national_prefix_for_parsing),
        "transform": _with_dollars(known.national_prefix_transform_rule or ""),
        "types": [
            [_checked(one.national_number_pattern), one.possible_length]
            for one in types
            if one is not None and one.national_number_pattern
        ],
        "formats": [
            [
                _checked(one.pattern),
                _checked(one.leading_digits_pattern[-1]) if one.leading_digits_pattern else "",
                _with_dollars(_national(one.format or "", one.national_prefix_formatting_rule or "")),
            ]
            for one in (known.number_format if is_main else ())
        ],
    }
    return json.dumps(table, separators=(",", ":"))


def _checked(expression: str | None) -> str:
    """Return an expression over digits, which means the same in JavaScript where all its constructs are known."""
    translated(expression or "", is_for_ascii=True)
    return expression or ""


def _national(written: str, rule: str) -> str:
    """Return how a number is grouped, its first group as people of the region write it."""
    return _FIRST_GROUP.sub(rule.replace("\\", "\\\\").replace(r"\\1", r"\g<0>"), written, count=1) if rule else written


def _with_dollars(template: str) -> str:
    return re.sub(r"\\([0-9])", r"$\1", template)
