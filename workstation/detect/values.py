"""Values that only words tell: what each looks like, what of it is checked, and what a mask leaves."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable
from typing import NamedTuple

from workstation.detect import bank, card_expiry, card_verification, national, personal, us_tax
from workstation.detect.finding import Finding
from workstation.detect.masks import Spans, all_but
from workstation.detect.reading import Reading

CHECKED = 0.1
"""What right check digits add to what the words say."""


def _always(_value: str) -> bool:
    return True


class Value(NamedTuple):
    """How a class looks where its words stand. `pattern` is over a reading's plain text, `fits` judges the original.

    A group in `pattern` is the value where there is one; `in_capitals` has it over the original instead; `labelled` is
    how the value looks alone under its label, where `fits_labelled` judges it, and `said` how in an answer;
    `is_at_once` has it begin where the words end; `before` is how it looks before them, where that is otherwise, and
    wants them to say that it is one. `has_subject` leaves alone what the words say of something else, `is_owned` what
    they only name the owner of. `ignored` are classes whose words may stand between; `a_word_costs` is what each
    unknown word there takes off.
    """

    data_class: str
    pattern: str | re.Pattern[str]
    fits: Callable[[str], bool] = _always
    first: int = 0
    last: int = 0
    is_checked: bool = False
    a_word_costs: float = 0.1
    ignored: tuple[str, ...] = ()
    has_subject: bool = False
    is_owned: bool = False
    label_counts_all: bool = False
    needs_digit: bool = True
    share: int = 2
    hide: Callable[[str, int, int], Spans] | None = None
    labelled: str | None = None
    said: str | None = None
    fits_labelled: Callable[[str], bool] | None = None
    in_capitals: bool = False
    is_at_once: bool = False
    before: str | None = None

    def hidden(self, text: str, start: int, end: int) -> Spans:
        """Return what a mask hides; no more than one character in `share` stays legible at the end."""
        if self.hide:
            return self.hide(text, start, end)
        return all_but(text, start, end, first=self.first, last=self.last, share=self.share)

    def in_an_answer(self) -> "Value":
        """Return how the class looks in what somebody says."""
        return self._replace(labelled=self.said or self.labelled)

    def finding(self, reading: Reading, start: int, end: int, score: float) -> Finding:
        """Return the value that stands from `start` to `end`; `score` is how sure the words make it."""
        told = min(1.0, round(score + (CHECKED if self.is_checked else 0), 2))
        return Finding(start, end, self.data_class, self.hidden(reading.plain, start, end), told)


def view(reading: Reading, value: Value) -> str:
    """Return the view of a text over which the value's pattern is."""
    return reading.text if value.in_capitals else reading.plain


_NINE = r"[0-9](?<![0-9][0-9])(?:[ ._\-/\t\r\n]{0,3}[0-9]){8}(?![0-9])"
_SECRETS = ("password", "one_time_code", "card_verification", "card_number")
_CARDS = ("card_number", "card_expiry", "card_verification")


def _national(data_class: str, pattern: str, *names: str) -> Value:
    return Value(data_class, pattern, national.stdnum(*names), last=3, share=3, is_checked=True)


VALUES: tuple[Value, ...] = (
    Value(
        "card_verification",
        card_verification.PATTERN,
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
    Value("swift_bic", bank.BIC, bank.is_bic, first=4, needs_digit=False, a_word_costs=0.35, in_capitals=True),
    Value("phone", personal.PHONE, personal.is_phone, last=4, share=1, a_word_costs=0.15, is_owned=True),
    Value("date_of_birth", personal.DATE, hide=personal.all_but_the_year, a_word_costs=0.15),
    Value("passport", personal.PASSPORT, personal.is_passport, last=3, share=3),
    Value("driver_licence", personal.LICENCE, personal.has_digits, last=3, share=3),
    Value("medical_record_number", personal.RECORD, personal.has_digits, last=3, share=3),
    Value(
        "password",
        personal.AFTER_IS,
        personal.is_secret,
        a_word_costs=0.1,
        ignored=(*_SECRETS, "email", "phone", "bank_account"),
        needs_digit=False,
        is_at_once=True,
        labelled=personal.WHOLE,
        said=personal.SAID,
        fits_labelled=personal.is_told,
        before=personal.BEFORE_IS,
    ),
    Value("one_time_code", personal.CODE, a_word_costs=0.2, ignored=_SECRETS),
    _national("uk_nhs", national.spaced(10), "gb.nhs"),
    Value("uk_nino", national.NINO, national.is_nino, last=3, share=3, needs_digit=True),
    _national("ca_sin", national.spaced(9), "ca.sin"),
    _national("au_tfn", f"{national.spaced(9)}|{national.spaced(8)}", "au.tfn"),
    _national("in_aadhaar", national.spaced(12), "in_.aadhaar"),
    Value("in_pan", national.PAN, national.is_pan, last=3, share=3),
    _national("br_cpf", national.spaced(11), "br.cpf"),
    _national("br_cnpj", national.spaced(14), "br.cnpj"),
    _national("es_dni_nie", national.DNI, "es.dni", "es.nie"),
    _national("de_steuer_id", national.spaced(11), "de.idnr"),
    _national("fr_nir", national.NIR, "fr.nir"),
    Value("ph_sss", national.spaced(10), national.is_sss, last=3, share=3),
    _national("mx_curp", national.CURP, "mx.curp"),
)
