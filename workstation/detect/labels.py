"""Which labels promise sensitive data, for fields that are empty or cannot be read."""

# SPDX-License-Identifier: Apache-2.0

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from workstation.detect.phrases import PHRASES, Told, is_number_of, told_at
from workstation.detect.vocabulary import FILLERS, OTHER

_LONGEST, _REMEMBERED = 200, 512
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER_CARDS = r"(?<!sim )(?<!loyalty )(?<!library )(?<!membership )(?<!id )(?<!business )"
_NUMBER = r"(?:number|num|nr|no|numero|n|digits)"

_PARTIAL = (
    r"\blast (?:4|four)(?: digits)? (?:of )?(?:the |your )?(?:card|credit|ssn|social)"
    r"|\b(?:card|ssn|number|security) last (?:4|four)|\bending (?:in|with)|\bultimos (?:4|cuatro)"
)
_CARD_VERIFICATION = (
    r"\b(?:(?:card|cc)?(?:cvv2?|ccv2?|cvc2?|cvn2?|cvd2?|cav2?|csc)|(?<!customer )cid|(?:card )?security ?code"
    r"|card (?:security|verification|id)(?: (?:code|value|number))?|card ?code"
    r"|(?:3|three|4|four) digits? (?:code )?(?:on|from) (?:the )?(?:back|front|signature)"
    r"|codigo de (?:seguridad(?: de la tarjeta)?|verificacion de la tarjeta)|codigo de seguranca|cryptogramme"
    r"|kartenpruf\w+|pruf(?:ziffer|nummer)|code de securite (?:de|au dos de) (?:la|votre|ta) carte"
    r"|(?:digitos|numeros|chiffres|ziffern|codigo|code) (?:do|no|al|del|en el|au|auf der)"
    r" (?:verso|dorso|reverso|dos|ruckseite))\b"
)
_ANOTHER_FACTOR = r"\b(?:2fa|mfa|otp|totp|sms|e ?mail|text message|authenticator|one time|two step)\b"
_US_SSN = (
    r"\bssn\b|\bss (?:no|num|number)\b|\bseguro social\b"
    r"|(?<!french )\bsoc(?:ial)? sec(?:urity)?\b(?! (?:benefits?|office|administration|income))"
)
_CARD_NUMBER = (
    rf"{_OTHER_CARDS}\b(?:card|tarjeta|cc|tarjeta de (?:credito|debito)) ?{_NUMBER}\b(?! of)"
    rf"|\b{_NUMBER} (?:on|of|de|del)(?: (?:the|your|la|su|tu))?(?: (?:credit|debit|payment))? (?:card|tarjeta)\b"
    r"|\bpan\b|\bprimary account number\b"
    r"|^(?:(?:(?:credit|debit|payment|credit or debit|credit debit|bank) )?card|cc|tarjeta(?: de (?:credito|debito))?)$"
)
_BY_PATTERN = frozenset({"card_number", "card_verification", "us_ssn"})
_PATTERNS = (
    ("card_verification", _CARD_VERIFICATION),
    ("us_ssn", _US_SSN),
    ("card_number", _CARD_NUMBER),
)


@lru_cache(_REMEMBERED)
def label_class(label: str) -> str | None:
    """Return the class that `label` promises: a caption, a field's name or an autocomplete word; None without one."""
    plain = _plain(label) if label else ""
    if not plain or re.search(_PARTIAL, plain):
        return None
    told = next((data_class for data_class, pattern in _PATTERNS if re.search(pattern, plain)), None)
    if told is None:
        return _told_by_phrases(plain.split())
    return None if told == "card_verification" and re.search(_ANOTHER_FACTOR, plain) else told


def watched_label_class(label: str, watched: Collection[str]) -> str | None:
    """Return the class that `label` promises where it is one of `watched`, None otherwise."""
    told = label_class(label)
    return told if told in watched else None


def _told_by_phrases(words: list[str]) -> str | None:
    """Return the class of the last phrase that tells one by itself; None where the words name something else.

    A caption that only mentions a card or a code has words of its own beside them: it promises no number.
    """
    told = list(_longest(words))
    if any(one.data_class == OTHER for one in told):
        return None
    classes = [one.data_class for one in told if not one.is_weak and one.data_class not in _BY_PATTERN]
    if classes:
        return classes[-1]
    is_all_said = told and all(word in FILLERS or told_at(PHRASES, words, at) for at, word in enumerate(words))
    return next((one.data_class for one in reversed(told) if is_all_said and not one.is_weak), None)


def _longest(words: list[str]) -> Iterator[Told]:
    """Yield what the phrases tell that are no part of longer ones; "number of the" makes a weak one strong."""
    told = [min(some, key=_is_weak) for at in range(len(words)) if (some := told_at(PHRASES, words, at))]
    for one in told:
        if not any(one.is_inside(other) for other in told):
            is_numbered = is_number_of(words[: one.first])
            yield one._replace(is_weak=one.is_weak and not is_numbered)


def _is_weak(one: Told) -> bool:
    return one.is_weak


def _plain(label: str) -> str:
    """Return the words of `label`: lower case, without accents and punctuation, camel case taken apart."""
    spelled = _CAMEL.sub(" ", label[:_LONGEST].replace("#", " no "))
    letters = spelled.lower() if spelled.isascii() else _without_accents(spelled)
    return " ".join(_WORD.findall(letters))


def _without_accents(spelled: str) -> str:
    letters = unicodedata.normalize("NFKD", spelled).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
