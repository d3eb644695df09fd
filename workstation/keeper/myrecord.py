"""What is recorded about an agent, as the agent is shown it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.keeper.ports import Ledger
from workstation.link.messages import MyRecord, RecordLine
from workstation.record.entry import parse_header, parse_payload


def my_record(ledger: Ledger, seat_id: str, agent: str, limit: int) -> MyRecord:
    """Return the newest entries about `agent` at this device, newest first; nothing while nobody is signed in."""
    if not agent:
        return MyRecord(lines=())
    durable_there = ledger.receipted(seat_id)
    lines = []
    for entry in ledger.about(agent, min(limit, 2000)):
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
