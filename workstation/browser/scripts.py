"""The detector's scripts in the order in which a page's content scripts load them."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

DETECT = Path(__file__).parent / "extension" / "detect"

_NAMES = """pattern tables phones characters masks finding reading phrases context labels luhn brands digits
    us_tax bank personal national owncheck values telling named subjects nearby told card_number us_ssn
    track_data iban addresses e164 spelled mrz formed disguised numbers nationalphones columns answers
    captions finders invisible astral gate scanner ownfindings ownscan"""

DETECT_SCRIPTS: tuple[str, ...] = tuple(f"detect/{name}.js" for name in _NAMES.split())
"""Relative to the extension's folder."""
