"""Addresses with their signs in words or brackets, as they are told on the phone and written past filters."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect.context import told_by_words
from workstation.detect.masks import Spans
from workstation.detect.reading import Reading

_SAID_DOT = "(?:dot|punto|ponto|point|punkt|tuldok)"
_TOP = "(?:com|net|org|edu|gov|info|io|co|es|pt|br|fr|de|at|ch|mx|ar|cl|pe|ph|us|uk|ca|in|eu|biz|me)"
_NAME = r"[a-z0-9_\-]{1,63}"
_DOT = rf"(?: ?\. ?| ?[(\[{{] ?(?:\.|{_SAID_DOT}) ?[)\]}}] ?| {_SAID_DOT} )"
_JOIN = rf"(?:{_DOT}| (?:underscore|underline|guion bajo|dash|guion|hifen|tiret|minus) )"
_SIGN = r"(?: ?@ ?| ?[(\[{] ?(?:at|arroba|arobase|ät) ?[)\]}] ?| (?:at|arroba|arobase) )"
_LOCAL = re.compile(rf"(?<![a-z0-9._\-]){_NAME}(?:{_JOIN}{_NAME}){{0,3}}\Z")
_AT = re.compile(_SIGN)
_DOMAIN = re.compile(rf"(?:{_NAME}{_DOT}){{1,3}}{_TOP}(?![a-z0-9\-])")
_LONGEST_LOCAL = 80
_MAIL_GATES = ("arroba", "arobase", "dot", " . ", " punkt ")
_PLAIN_AT = " at "
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IP_DOT = r"(?:[(\[{]\.[)\]}]| ?[(\[{] ?dot ?[)\]}] ?| \. | dot )"
_IP = re.compile(rf"(?<![0-9a-z.\-])(?:{_OCTET}(?P<dot>{_IP_DOT})){_OCTET}(?:(?P=dot){_OCTET}){{2}}(?![0-9a-z\-])")
_IP_GATES = ("[.]", "(.)", "dot", " . ")
_EMAIL, _ADDRESS = "email", "ip_address"


def spelled_emails(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every such mail address; "at" between two words counts where words tell an address."""
    plain = reading.plain
    if not any(gate in plain for gate in _MAIL_GATES):
        return
    for sign in _AT.finditer(plain):
        domain = _DOMAIN.match(plain, sign.end())
        local = domain and _LOCAL.search(plain, max(0, sign.start() - _LONGEST_LOCAL), sign.start())
        if domain and local and (_is_meant(reading, sign) or _is_told(reading, local.start(), domain.end(), _EMAIL)):
            yield local.start(), domain.end()


def _is_meant(reading: Reading, sign: re.Match[str]) -> bool:
    """Say whether a sign is more than the word "at": in brackets, in capitals, or a word for nothing else."""
    return sign.group() != _PLAIN_AT or reading.text[slice(*sign.span())].isupper()


def _is_told(reading: Reading, start: int, end: int, data_class: str) -> bool:
    return told_by_words(reading, start, end, None) == data_class


def spelled_ip_addresses(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every such IPv4 address; without brackets words have to tell it."""
    plain = reading.plain
    if not any(gate in plain for gate in _IP_GATES):
        return
    for match in _IP.finditer(plain):
        in_brackets = match["dot"].strip(" .dot") != ""
        if in_brackets or _is_told(reading, *match.span(), _ADDRESS):
            yield match.span()


def local_part(plain: str, start: int, end: int) -> Spans:
    """Return what hides such a mail address but its first letter and its domain."""
    sign = _AT.search(plain, start, end)
    return ((start + 1, sign.start()),) if sign and sign.start() > start + 1 else ((start, end),)
