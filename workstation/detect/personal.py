"""What people are known and reached by: phones, birth dates, passports, licences, records, secrets they tell."""

# SPDX-License-Identifier: Apache-2.0

import re
from string import ascii_letters

from workstation.detect.masks import Spans
from workstation.detect.us_tax import digits_of

_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{2}\Z")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|fev|mai|out|set|dez|okt|mae|janv|avr|juin|juil|aou|enero"
    "|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0?[1-9]|1[0-2])"
_FULL_YEAR = "(?:19|20)[0-9]{2}"
_ANY_YEAR = f"(?:{_FULL_YEAR}|[0-9]{{2}})"
_GAP = r" ?[/.\- ] ?"

_NUMERIC = (
    rf"{_FULL_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}|(?:{_DAY}{_GAP}{_MONTH}|{_MONTH}{_GAP}{_DAY}){_GAP}{_ANY_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th|\.|er|o)?[ -](?:de |of |ng )?(?:{_MONTHS})[a-z]{{0,7}}\.?,?[ -](?:de |of )?{_FULL_YEAR}"
    rf"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_FULL_YEAR}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_FULL_YEAR}"
    rf"|{_FULL_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
_WRITTEN = rf"(?:{_MONTHS})[a-z]{{0,7}}\.?,?[ -](?:de |of )?(?:{_DAY}(?:st|nd|rd|th)?,? )?{_FULL_YEAR}"
DATE = rf"(?:(?=[0-9])(?<![0-9])(?:{_NUMERIC})|(?=[a-z])(?<![a-z])(?:{_WRITTEN}))(?![0-9])"
PHONE = r"(?=[0-9+(])(?<![0-9+])(?:\+[ .\-]{0,2})?\(?[0-9](?:[ ._\-()/]{0,3}[0-9]){6,14}(?![0-9])"
_LETTER_BY_LETTER = r"(?:[a-z]{1,2}(?=[0-9])|[a-z][ .\-](?:[a-z][ .\-])?)?"
PASSPORT = (
    rf"(?<![a-z0-9])(?:[a-z]{{1,2}} ?[0-9]{{6,8}}|{_LETTER_BY_LETTER}[0-9](?:[ .\-]{{0,2}}[0-9]){{5,8}}"
    r"|[a-z0-9]{6,9})(?![a-z0-9])"
)
LICENCE = (
    r"(?<![a-z0-9])(?:[a-z]{1,5}[ .\-]?)?[0-9][a-z0-9]{0,12}(?:[ .\-]{1,2}[a-z]?[0-9]{1,6}){0,12}(?![a-z0-9])"
    r"(?! ?(?:[kmgt]i?b|bytes?)(?![a-z]))"
)
RECORD = r"(?<![a-z0-9])(?:[a-z]{1,4}-?)?[0-9](?:[ .\-]{0,2}[0-9]){4,11}(?![a-z0-9])"
_ONE_BY_ONE = r"[0-9](?:[ .,\-]{1,3}[0-9]){3,7}(?![ .,\-]{0,3}[0-9])"
_IN_TWOS = r"[0-9]{2}(?:[ \-]{1,3}[0-9]{2}){1,3}(?![ \-]{0,3}[0-9])"
CODE = (
    rf"(?=[0-9g])(?<![0-9a-z])(?<![0-9][ .,/:\-])(?:g-)?({_ONE_BY_ONE}|{_IN_TWOS}"
    r"|[0-9]{3}[ \-]{1,2}[0-9]{3}|[0-9]{4}[ \-]{1,2}[0-9]{4}|[0-9]{4,8}(?!-[0-9]))(?![0-9])(?![./][0-9]| ?[0-9]{0,2}\*)"
)
_END = r"(?=[\s\"'(:=|)]|\Z)"
_KIND = (
    "(?:temporal|temporary|temp|temporaria|temporaire|provisional|provisoria|provisorio|provisoire|vorlaufige?s?|initial"
    "|inicial|new|nueva|nova|nouveau|neues?|old|antigua|antiga|current|actual|atual|actuel|now|ko|mo|po|niya|ho|nyo|niyo|number|nummer"
    "|reset|changed|updated|sent|set|has been|was|enviada|enviado|cambiada|restablecida|redefinida|alterada|fue|foi"
    "|ha sido|reinitialise|modifie|change|envoye|a ete|wurde|neu gesetzt|geandert)"
    rf"{_END} ?"
)
_OWNER = (
    r"(?![^:=]{0,60}(?<![a-z])(?:number|numero|nummer|code|codigo|kode)(?![a-z]))"
    "(?:for|of|to|on|at|de|del|do|da|dos|das|du|des|fur|im|para|pour|zum|zur|von|ng|sa|en|no|na|del?) "
    r"(?:(?:the|my|his|her|their|your|our|el|la|los|le|les|o|a|mi|su|tu|meu|minha|seu|sua|mon|ma|mes|votre|das|den|die"
    r"|dem|der|mein|meine|meinen) )?[^\s:=]{1,24}(?: [^\s:=]{1,24}){0,2}(?= ?[:=]| ) ?"
)
_CLAUSE = (
    "(?:(?:that|which|que|qui|die|das) )?(?:i|he|she|we|they|you|me|le|lhe|eu|ich|er|sie|wir|puse|j'[a-z]{2,12})"
    "(?: [a-z]{2,9}){0,3} "
)
_IS_WORD = (
    "(?:used to be|(?:would|will|should|must|has to|can) be|is now|is|was|es|era|ist|war|est|c'est|etait|e|foi|ficou"
    "|sera|ay|lautet|to|changed to|set to|(?:wurde )?geandert auf|auf|para)"
)
_SIGN = r"(?:->|=>|[:=|]|-(?= ))"
_IS = (
    rf"(?:{_IS_WORD}(?=[\s\"'(:=|])|{_SIGN})[\s\"'(]{{0,3}}"
    rf"(?:(?:{_IS_WORD}(?=\s)|{_SIGN}(?=\s))[\s\"'(]{{0,3}}){{0,2}}"
)
_PAIRED = ["pass", "password", "passwd", "pw", "pwd", "passwort", "kennwort", "contrasena", "clave", "senha", "mdp"]
_STRONG = (
    r"(?<![^\s\"'(:=])(?=[^\s]{0,40}?[a-z][^\s]{0,40}?[a-z])"
    r"(?=[^\s]{0,40}?[a-z][^\s]{0,40}?[0-9]|[^\s]{0,40}?[0-9][^\s]{0,40}?[a-z]|[^\s]{0,40}?[!#$%&*+?^~][^\s.,;:)])"
    r"(?![^\s]{0,40}(?:://|@[a-z0-9\-]+\.[a-z]))[^\s\"',;]{6,64}"
)
_PAIR = rf"(?:{'|'.join(f'(?<=[/|]{word})' for word in _PAIRED)}) ?[:=] ?\S{{1,64}} ?[/|] ?([^\s\"',;]{{4,64}})"
_MORE_THAN_A_COUNT = r"(?:(?<!pass)|(?<=temp pass)|(?<=temporary pass)|(?=[\s:=\"']{0,6}[^\s,;]{0,30}[a-z]))"
AFTER_IS = (
    rf"{_PAIR}|{_MORE_THAN_A_COUNT}[\s\"'),]{{0,4}}(?:{_KIND}){{0,3}}(?:(?:{_OWNER}|{_CLAUSE})?(?:{_KIND})?{_IS}"
    r"([^\s\"',;]{4,64})"
    rf"|[\"'(]?({_STRONG}))"
)
BEFORE_IS = _STRONG
SAID = rf"{_STRONG}|\A\S{{4,64}}\Z"
WHOLE = r"\S(?:[^\r\n]*\S)?"

_ENOUGH_DIGITS = 5
_GERMAN_PASSPORT = re.compile("(?=.*[0-9].*[0-9])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}")
_MASKED = frozenset("*•●.xX#-_")
_NOTHING = frozenset(
    (
        *("none", "n/a", "na", "null", "nil", "unknown", "unset", "empty", "not set", "not given"),
        *("ninguno", "ninguna", "nenhum", "nenhuma", "aucun", "aucune", "kein", "keine", "wala"),
    )
)
_LETTERS = ascii_letters + " "
_SENTENCE = ".,;:()[]<>"
_STAMP = re.compile("[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{1,2}:[0-9]{2}|https?://")
_TWO_WORDS = re.compile("[a-z]+['/-][a-z]+")


def is_phone(value: str) -> bool:
    """Say whether it has as many digits as a phone number, and is no date."""
    if value.isdecimal() and len(value) == _LONGEST_PHONE and not value.startswith("00"):
        return False  # the number of the device itself, an IMEI, is written so
    return _SHORTEST_PHONE <= len(digits_of(value)) <= _LONGEST_PHONE and not is_date(value)


def is_date(value: str) -> bool:
    """Say whether all of it reads as a date."""
    return re.fullmatch(DATE, value.strip()) is not None


def is_passport(value: str) -> bool:
    """Say whether it has a document's digits, or is built as German ones are, of few letters and digits."""
    return has_digits(value) or _GERMAN_PASSPORT.fullmatch(value) is not None


def has_digits(value: str) -> bool:
    """Say whether it has as many digits as a document's number, and is no date."""
    return len(digits_of(value)) >= _ENOUGH_DIGITS and not is_date(value.lstrip(_LETTERS))


def is_secret(value: str) -> bool:
    """Say whether it looks like a password and not like a word about one: digits, signs or capitals inside it."""
    bare = value.strip(_SENTENCE)
    if set(bare) <= _MASKED or _TWO_WORDS.fullmatch(bare) or _STAMP.match(bare):
        return False
    return not (bare.isalpha() and (bare.islower() or bare.isupper() or bare.istitle()))


def is_told(value: str) -> bool:
    """Say whether a password's field holds one, not "none" nor what hides it."""
    bare = value.strip(" ()[]-")
    return bare.casefold() not in _NOTHING and not set(bare) <= _MASKED


def all_but_the_year(text: str, start: int, end: int) -> Spans:
    """Return what hides a date but not its year."""
    year = _YEAR.search(text, start, end)
    if year is None:
        return ((start, end),)
    return tuple(span for span in ((start, year.start()), (year.end(), end)) if span[0] < span[1])
