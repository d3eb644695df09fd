"""Server-sent events, however the network cuts them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import StoreError
from workstation.record.eventstream import LINE_LIMIT, Event, parse_events

STREAM = b": idle\r\n\r\nid: 7\r\n\r\nid: 8\r\ndata: one\r\ndata: two\r\n\r\nevent: x\ndata:three\n\ndata: cut off"
EVENTS = [
    Event(number=7, data=b""),
    Event(number=8, data=b"one\ntwo"),
    Event(number=None, data=b"three"),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_events_are_the_same_however_they_are_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[begin:end] for begin, end in pairwise(edges)]
    assert list(parse_events(chunks)) == EVENTS


def test_an_event_is_told_before_the_next_chunk_is_needed() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"data: one\n\n"
        raise AssertionError("asked for more too early")

    assert next(parse_events(chunks())).data == b"one"


@pytest.mark.parametrize("untrusted", [b"id: x\n\n", b"id: -1\n\n", b"x" * (LINE_LIMIT + 1)])
def test_what_is_no_stream_of_ours_is_refused(untrusted: bytes) -> None:
    with pytest.raises(StoreError):
        list(parse_events([untrusted]))
