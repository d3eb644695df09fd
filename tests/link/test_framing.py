"""Frames: what was framed comes out as it went in, and nothing else is taken for the protocol."""

# SPDX-License-Identifier: Apache-2.0

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import LinkError
from workstation.link.framing import LIMIT, Unframer, frame
from workstation.link.messages import RECORD_LIMIT, Beat, FromSeat, FromShield, LockOrder, Message, MyRecordWanted

orders = st.lists(st.builds(LockOrder, reason=st.from_regex(r"[a-z_]{1,32}", fullmatch=True)), max_size=5)


@given(orders=orders, cuts=st.lists(st.integers(1, 30), max_size=40))
def test_messages_come_out_whole_however_the_stream_is_cut(orders: list[LockOrder], cuts: list[int]) -> None:
    stream = b"".join(frame(order) for order in orders)
    unframer: Unframer[Message] = Unframer(FromSeat)
    heard: list[Message] = []
    for cut in [*cuts, len(stream)]:
        heard += unframer.feed(stream[:cut])
        stream = stream[cut:]
    assert heard == orders


@given(junk=st.binary(min_size=4, max_size=200))
def test_junk_is_never_a_message_of_the_seat(junk: bytes) -> None:
    unframer: Unframer[Message] = Unframer(FromSeat)
    try:
        heard = unframer.feed(junk)
    except LinkError:
        return
    assert b"".join(frame(message) for message in heard) == junk[: sum(len(frame(m)) for m in heard)]


def test_an_announced_giant_is_refused_before_it_arrives() -> None:
    with pytest.raises(LinkError, match="over the limit"):
        Unframer(FromSeat).feed(struct.pack(">I", LIMIT + 1))


def test_a_message_of_another_role_is_refused() -> None:
    with pytest.raises(LinkError, match="not the protocol"):
        Unframer(FromShield).feed(frame(MyRecordWanted(limit=1)))


def test_an_unknown_field_is_refused() -> None:
    packed = b"\x82\xa4type\xa4Beat\xa5extra\x01"
    with pytest.raises(LinkError, match="not the protocol"):
        Unframer(FromSeat).feed(struct.pack(">I", len(packed)) + packed)


def test_a_message_over_the_limit_is_not_sent() -> None:
    with pytest.raises(LinkError, match="over the limit"):
        frame(LockOrder(reason="x" * (LIMIT + 1)))


def test_a_beat_is_small() -> None:
    assert len(frame(Beat())) < 20


def test_what_the_record_window_asks_for_is_the_protocol() -> None:
    wanted = MyRecordWanted(limit=RECORD_LIMIT)
    assert Unframer[Message](FromSeat).feed(frame(wanted)) == [wanted]


@pytest.mark.parametrize("limit", [-1, 0, RECORD_LIMIT + 1])
def test_nobody_asks_for_more_than_a_frame_can_answer(limit: int) -> None:
    with pytest.raises(LinkError):
        Unframer[Message](FromSeat).feed(frame(MyRecordWanted(limit=limit)))
