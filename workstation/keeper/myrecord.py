"""What is recorded about an agent, as the agent is shown it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.keeper.ports import Ledger
from workstation.link.framing import LIMIT as FRAME_LIMIT
from workstation.link.messages import MyRecord, RecordLine
from workstation.record.entry import parse_header, parse_payload

LINE_AROUND = 64


def my_record(ledger: Ledger, seat_id: str, agent: str, limit: int) -> MyRecord:
    """Return the newest entries about `agent` at this device, newest first, as many as one frame holds.

    Nothing while nobody is signed in.
    """
    if not agent:
        return MyRecord(lines=())
    durable_there = ledger.receipted(seat_id)
    lines = []
    room = FRAME_LIMIT // 2
    for entry in ledger.about(agent, limit):
        room -= len(entry.payload) + LINE_AROUND
        if room < 0:
            break
        header = parse_header(entry.header)
        lines.append(
            RecordLine(
                seq=header.seq,
                at=header.at,
                body=parse_payload(entry.payload).body,
                at_store=header.seq <= durable_there,
            )
        )
    return MyRecord(lines=tuple(lines))
