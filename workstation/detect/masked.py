"""A text as a mask leaves it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterable

from workstation.detect.finding import Finding

HIDING = "•"
_HIDEABLE = re.compile(r"[^\r\n]")


def masked(text: str, findings: Iterable[Finding]) -> str:
    """Return `text` with a bullet for every hidden character; line ends stay, so that lines keep their numbers."""
    pieces: list[str] = []
    at = 0
    for start, end in (span for finding in findings for span in finding.hidden):
        pieces += text[at:start], _HIDEABLE.sub(HIDING, text[start:end])
        at = end
    return "".join(pieces) + text[at:]


def masked_value(text: str, finding: Finding) -> str:
    """Return one value as a mask leaves it."""
    spans = tuple((start - finding.start, end - finding.start) for start, end in finding.hidden)
    return masked(text[finding.start : finding.end], [Finding(0, 0, finding.data_class, spans)])
