"""What a browser brings back from an OpenID provider, read off the first bytes that it sends. Pure."""

# SPDX-License-Identifier: Apache-2.0

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qsl

from workstation.record.exchange import CODE_LIMIT, RETURN_PATH, STATE_LIMIT

HEAD_LIMIT = 16 << 10
FIELDS, ISSUER_LIMIT, ERROR_LIMIT = 16, 1024, 64
END = b"\r\n\r\n"


class Returned(NamedTuple):
    """An answer of the provider's (RFC 6749 §4.1.2, RFC 9207 §2): a code, or the word of an error; "" for none."""

    state: str
    code: str
    issuer: str
    error: str


def read_return(head: bytes, host: str) -> Returned | HTTPStatus:
    """Return what a request for `host` brings; NOT_FOUND for another address, BAD_REQUEST for whatever else it is."""
    try:  # cookies of other ports come along, in whatever encoding
        first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError:
        return HTTPStatus.BAD_REQUEST
    if method != "GET" or version not in ("HTTP/1.1", "HTTP/1.0") or _host(lines) != host:
        return HTTPStatus.BAD_REQUEST
    path, _, query = target.partition("?")
    return _answer(query) if path == RETURN_PATH else HTTPStatus.NOT_FOUND


def _host(lines: list[str]) -> str:
    """Return which host is asked for, "" unless it is told once: a page may have a name of its own point here."""
    named = [line.partition(":")[2].strip(" \t") for line in lines if line.partition(":")[0].lower() == "host"]
    return named[0] if len(named) == 1 else ""


def _answer(query: str) -> Returned | HTTPStatus:
    try:
        fields = parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        return HTTPStatus.BAD_REQUEST
    told = dict(fields)
    found = Returned(told.get("state", ""), told.get("code", ""), told.get("iss", ""), told.get("error", ""))
    limits = (STATE_LIMIT, CODE_LIMIT, ISSUER_LIMIT, ERROR_LIMIT)
    is_sound = (
        len(told) == len(fields)
        and found.state
        and bool(found.code) is not bool(found.error)
        and all(_is_word(each, limit) for each, limit in zip(found, limits, strict=True))
    )
    return found if is_sound else HTTPStatus.BAD_REQUEST


def _is_word(text: str, limit: int) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= limit
