"""Server-sent events as they come in: chunks of bytes in, events out. Pure."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workstation.errors import StoreError

LINE_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: its number, None where it names none, and its data, empty where it only tells a number."""

    number: int | None
    data: bytes


def parse_events(untrusted: Iterable[bytes]) -> Iterator[Event]:
    """Yield events as soon as they are whole; comments are passed over. Raise StoreError for what is no stream."""
    number: int | None = None
    data: list[bytes] = []
    for line in _lines(untrusted):
        name, _, value = line.partition(b":")
        if not line:
            if number is not None or data:
                yield Event(number=number, data=b"\n".join(data))
            number, data = None, []
        elif name == b"id":
            number = _number(value.strip())
        elif name == b"data":
            data.append(value.removeprefix(b" "))


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        if len(held) > LINE_LIMIT:
            raise StoreError("the audit store answers with something else than a stream of events")
        for line in lines:
            yield line.removesuffix(b"\r")


def _number(text: bytes) -> int:
    if not text.isdigit():
        raise StoreError("the audit store numbers its events with something else than numbers")
    return int(text)
