"""Frames: a big-endian u32 length of at most 1 MiB, then one msgpack message."""

# SPDX-License-Identifier: Apache-2.0

import struct
from typing import Any, Generic, TypeVar

import msgspec

from workstation.errors import LinkError
from workstation.link.messages import Message
from workstation.record.malformed import MALFORMED

LIMIT = 1 << 20
LENGTH = struct.Struct(">I")
M = TypeVar("M", bound=Message)


def frame(message: Message) -> bytes:
    """Return `message` as one frame; raise LinkError where it is too large to be sent."""
    packed = msgspec.msgpack.encode(message)
    if len(packed) > LIMIT:
        raise LinkError(f"a message of {len(packed)} bytes is over the limit of {LIMIT}")
    return LENGTH.pack(len(packed)) + packed


class Unframer(Generic[M]):
    """Cuts a stream of bytes into messages of one union; holds at most one frame and what was fed."""

    def __init__(self, incoming: Any) -> None:  # noqa: ANN401 - a union of message types is no type to mypy
        self._decoder: msgspec.msgpack.Decoder[M] = msgspec.msgpack.Decoder(incoming)
        self._held = bytearray()

    def feed(self, untrusted: bytes) -> list[M]:
        """Return the messages that are now whole; raise LinkError at the first byte that is not the protocol."""
        self._held += untrusted
        messages: list[M] = []
        while (packed := self._next()) is not None:
            try:
                messages.append(self._decoder.decode(packed))
            except MALFORMED as error:
                raise LinkError("the peer sent a message that is not the protocol") from error
        return messages

    def _next(self) -> bytes | None:
        if len(self._held) < LENGTH.size:
            return None
        (size,) = LENGTH.unpack_from(self._held)
        if size > LIMIT:
            raise LinkError(f"the peer announced {size} bytes, over the limit of {LIMIT}")
        if len(self._held) < LENGTH.size + size:
            return None
        packed = bytes(self._held[LENGTH.size : LENGTH.size + size])
        del self._held[: LENGTH.size + size]
        return packed
