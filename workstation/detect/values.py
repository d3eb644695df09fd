"""Values that only words tell: what each looks like, what of it is checked, and what a mask leaves."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable
from typing import NamedTuple

from workstation.detect import bank, card_expiry, us_tax
from workstation.detect.masks import Spans, all_but

CHECKED = 0.1
"""What right check digits add to what the words say."""


def _always(_value: str) -> bool:
    return True


class Value(NamedTuple):
    """How a class looks where its words stand. `pattern` is over a reading's plain text, `fits` judges the original.

    `ignored` are classes whose words may stand between; `a_word_costs` is what each unknown word there takes off.
    """

    data_class: str
    pattern: re.Pattern[str]
    fits: Callable[[str], bool] = _always
    first: int = 0
    last: int = 0
    is_checked: bool = False
    a_word_costs: float = 0.1
    ignored: tuple[str, ...] = ()
    has_subject: bool = False
    label_counts_all: bool = False
    needs_digit: bool = True

    def hidden(self, text: str, start: int, end: int) -> Spans:
        """Return what a mask hides of the value; never less than half of it where `last` is more than it can spare."""
        if not self.first and not self.last:
            return ((start, end),)
        digits = sum(text[at].isalnum() for at in range(start, end))
        return all_but(text, start, end, first=self.first, last=min(self.last, digits // 2))


_NINE = re.compile(r"(?<![0-9])[0-9](?:[ .\-/\t\r\n]{0,3}[0-9]){8}(?![0-9])")
_CARDS = ("card_number", "card_expiry", "card_verification")

VALUES: tuple[Value, ...] = (
    Value(
        "card_verification",
        re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])(?!/[0-9])"),
        a_word_costs=0.25,
        ignored=_CARDS,
        label_counts_all=True,
    ),
    Value(
        "card_expiry",
        card_expiry.PATTERN,
        card_expiry.is_month,
        a_word_costs=0.2,
        ignored=_CARDS,
        has_subject=True,
    ),
    Value("us_ssn", _NINE, us_tax.is_ssn, last=4),
    Value("us_itin", _NINE, us_tax.is_itin, last=4),
    Value("us_ein", _NINE, us_tax.is_ein, last=4),
    Value("us_routing", _NINE, bank.is_routing, last=4, is_checked=True),
    Value("bank_account", bank.ACCOUNT, bank.is_account, last=4, ignored=("swift_bic",)),
    Value("swift_bic", bank.BIC, bank.is_bic, first=4, needs_digit=False, a_word_costs=0.45),
)
