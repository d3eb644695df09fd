"""Addresses of the internet: mail addresses, and IP addresses of both versions."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator

from workstation.detect.reading import Reading

_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+-'!#$&*/=^`{|}~"
_LONGEST_LOCAL = 64
_NO_BEGINNING = ".'*=/|{`-"
_SIGNS = ("@", "(at", "[at", "( at", "[ at")
_AT = re.compile(r" ?@ ?|[(\[{] ?at ?[)\]}] ?")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,62})(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?)[a-z0-9](?:[a-z0-9\-]{0,62})){1,7}")
_TOP = re.compile(
    r"(?<![a-z0-9\-])(?!(?:png|jpe?g|gif|svg|webp|bmp|ico|tiff?|pdf|docx?|xlsx?|csv)\Z)(?:[a-z]{2,24}|xn--[a-z0-9]{2,20})\Z"
)
_PATH = re.compile(r":[a-z0-9_.~\-]{0,60}/")
_V4_SHAPE = re.compile(r"\.0{1,3}\.0{1,3}\.0{1,3}")
_OCTET_DIGITS, _LONGEST_V4 = 3, 24
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = re.compile(rf"(?<![0-9a-z.\-])(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9a-z\-]|\.[0-9])")
_OUTLINES = (
    "v|ver|fw|sw|ios|release|build|rev|revision|patch|section|sec|sect|chapter|ch|clause|paragraph|article|art|annex"
    "|seccion|capitulo|clausula|articulo|apartado|anexo|secao|artigo|chapitre|alinea|kapitel|abschnitt|ziffer|klausel"
    "|artikel|anhang|seksyon|kabanata"
)
_VERSION = re.compile(
    rf"(?:version|versao|firmware|(?<![a-z])(?:{_OUTLINES}))"
    r"(?: (?:is|es|ist|est|no|number|numero|nr))?[\s.:=#\"'\-]{0,5}\Z"
)
_SECTION = re.compile(r"§\s{0,3}\Z")
_BACK = 24
_V6 = re.compile(r"(?<![0-9a-z:.])[0-9a-f]{0,4}:[0-9a-f:]{1,38}(?![0-9a-z:])")
_V6_GATE = re.compile(":[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:")
_FEWEST_GROUPS = 3


def emails(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every mail address; "(at)" and "(dot)" count where they stand for the signs."""
    plain = reading.plain
    for sign in _SIGNS:
        at = plain.find(sign)
        while at >= 0:
            match = None if _is_handle(plain, at) else _AT.match(plain, at)
            if match and (place := _around(plain, *match.span())):
                yield place
            at = plain.find(sign, at + 1)


def _is_handle(plain: str, at: int) -> bool:
    """Say whether a sign begins a name, as in "write to @ana"."""
    return plain[at - 1 : at].isspace() and plain[at + 1 : at + 2].isalnum() and plain[at] == "@"


def _around(plain: str, at: int, after: int) -> tuple[int, int] | None:
    """Return start and end of the mail address whose sign is from `at` to `after`."""
    first = max(0, at - _LONGEST_LOCAL)
    local = plain[first:at].rstrip()
    local = local[len(local.rstrip(_LOCAL)) :].lstrip(_NO_BEGINNING)
    domain = _DOMAIN.match(plain, after)
    if not local or not domain or not _TOP.search(domain.group()) or _PATH.match(plain, domain.end()):
        return None
    return plain.rindex(local, first, at), domain.end()


def ip_addresses(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield start and end of every IP address that no word for a version or a section stands before."""
    for shape in _V4_SHAPE.finditer(reading.shape):
        match = _V4.search(reading.plain, max(0, shape.start() - _OCTET_DIGITS), shape.start() + _LONGEST_V4)
        if match and match.start() < shape.start() and not _is_version(reading, match.start()):
            yield match.span()
    if "::" in reading.plain or _V6_GATE.search(reading.plain):
        for match in _V6.finditer(reading.plain):
            if _is_v6(match.group()):
                yield match.span()


def _is_version(reading: Reading, start: int) -> bool:
    first = max(0, start - _BACK)
    return bool(_VERSION.search(reading.plain, first, start) or _SECTION.search(reading.text, first, start))


def _is_v6(written: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address  # noqa: PLC0415 - few texts need it

    try:
        IPv6Address(written)
    except AddressValueError:
        return False
    return written == "::1" or len([group for group in written.split(":") if group]) >= _FEWEST_GROUPS
