"""What extension and seat say to each other: small, closed, and never what a page shows.

The address of a page is told, because rules go by it; it stays in the seat's memory.
"""

# SPDX-License-Identifier: Apache-2.0

import struct
from typing import Annotated

import msgspec
from msgspec import Meta

from workstation.errors import LinkError
from workstation.facts.actions import Modifier
from workstation.facts.body import CLASSES_LIMIT, ClassName
from workstation.facts.pagefacts import Gesture
from workstation.record.malformed import MALFORMED

LENGTH = struct.Struct("=I")
"""Native messaging: a length in the machine's byte order, then JSON in UTF-8."""
LIMIT = 64 << 10
PageId = Annotated[str, Meta(pattern=r"^[0-9A-Za-z:._-]{1,64}\Z")]
Address = Annotated[str, Meta(max_length=2048)]


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    pass


class Joined(_Said, frozen=True, tag="joined"):
    """The first message of an extension."""

    version: Annotated[str, Meta(pattern=r"^[0-9.]{1,32}\Z")]


class Opened(_Said, frozen=True, tag="opened"):
    """A document is there and covers every class until it is told which."""

    page: PageId
    url: Address


class Closed(_Said, frozen=True, tag="closed"):
    """A document is gone."""

    page: PageId


class Shown(_Said, frozen=True, tag="shown"):
    """How many values of which classes a document covers now."""

    page: PageId
    classes: Annotated[dict[ClassName, int], Meta(max_length=CLASSES_LIMIT)]


class Focused(_Said, frozen=True, tag="focused"):
    """A sensitive field has the focus; it may be of several classes, as a security code is in a field of a password."""

    page: PageId
    classes: Annotated[tuple[ClassName, ...], Meta(min_length=1, max_length=CLASSES_LIMIT)]


class Left(_Said, frozen=True, tag="left"):
    """No sensitive field has the focus any more."""

    page: PageId


class Refused(_Said, frozen=True, tag="refused"):
    """Something covered was not copied, or nothing was put into a sensitive field."""

    page: PageId
    gesture: Gesture


class Asked(_Said, frozen=True, tag="asked"):
    """The agent clicked a covered value that may be lifted; `value` tells it from others in that document."""

    page: PageId
    data_class: ClassName = msgspec.field(name="class")
    value: Annotated[int, Meta(ge=1, le=1 << 31)]


class Over(_Said, frozen=True, tag="over"):
    """What was lifted is covered again, before its time."""

    page: PageId


class Uncovered(_Said, frozen=True, tag="uncovered"):
    """The page took the cover away, and it was put back."""

    page: PageId


class PhraseSaid(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Words that tell a value, found by `word`: as `workstation.detect.phrases.Phrase`."""

    word: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_weak: bool
    needs_number: bool
    is_capital: bool
    size: int


class OwnSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A class that the policy defines: a pattern in JavaScript's syntax, a name of check digits, words and labels."""

    id: ClassName
    source: str
    flags: str
    check: str
    first: int
    last: int
    labels: tuple[str, ...]
    phrases: tuple[PhraseSaid, ...]


class Cover(_Said, frozen=True, tag="cover"):
    """Cover exactly these classes in that document; a click with `modifier` on one of those offered asks to see it."""

    page: PageId
    classes: tuple[str, ...]
    regions: tuple[str, ...]
    own: tuple[OwnSaid, ...]
    offered: tuple[str, ...]
    modifier: Modifier


class Lift(_Said, frozen=True, tag="lift"):
    """Uncover the value that was asked for by that number, for so many seconds; 0 seconds put it back.

    The number 0 is the value of this class that the pointer was on, since a mask of the seat's was clicked.
    """

    page: PageId
    data_class: ClassName = msgspec.field(name="class")
    value: int
    seconds: int


FromExtension = Joined | Opened | Closed | Shown | Focused | Left | Refused | Asked | Over | Uncovered
_decoder: msgspec.json.Decoder[FromExtension] = msgspec.json.Decoder(FromExtension)


def framed(message: Cover | Lift) -> bytes:
    """Return `message` as native messaging has it."""
    said = msgspec.json.encode(message)
    return LENGTH.pack(len(said)) + said


def parse_said(untrusted: bytes) -> FromExtension:
    """Return what an extension said; raise LinkError where it is not the protocol."""
    try:
        return _decoder.decode(untrusted)
    except MALFORMED as error:
        raise LinkError("a browser's extension said what is not the protocol") from error
