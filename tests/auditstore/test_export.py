"""What auditors export: every entry that is sought and no other, and nothing that a spreadsheet works out."""

# SPDX-License-Identifier: Apache-2.0

import csv
import json
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess
from tests.samples import COPY, NOON, chain_of
from workstation.auditstore.exporting import COLUMNS, FORMULA, PAGE, Sought, exported, heading, line_of
from workstation.auditstore.query import Wanted, find, newest
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import BATCH_LIMIT
from workstation.record.feeditem import FeedItem

ITEM = FeedItem(
    store_seq=7,
    seat_id="0b3c/1",
    seq=3,
    at=NOON,
    received_at=NOON,
    kind=Kind.COPY_BLOCKED,
    severity=Severity.VIOLATION,
    outcome=Outcome.BLOCKED,
    rule="cards",
    policy="c0ffee",
    subject="p-1",
    client="harbor",
    region="us",
    agent="cruz",
    team="cards",
    body=msgspec.structs.replace(COPY, data_classes={"card_number": 1}),
)
names = st.text(max_size=20)
keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=20)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


@given(agent=names, rule=names, application=names, details=st.dictionaries(keys, names, max_size=3))
def test_whatever_an_entry_says_comes_back_whole_and_is_no_formula(
    agent: str, rule: str, application: str, details: dict[str, str]
) -> None:
    body = msgspec.structs.replace(ITEM.body, application=application, details=details)
    item = msgspec.structs.replace(ITEM, agent=agent, rule=rule, body=body)
    assert msgspec.json.decode(line_of(item, "jsonl"), type=FeedItem) == item
    (row,) = rows(heading("csv") + line_of(item, "csv"))
    assert tuple(row) == COLUMNS
    assert not any(cell.startswith(FORMULA) for cell in row.values())
    assert [row[key].removeprefix("'") for key in ("agent", "rule")] == [
        agent.removeprefix("'"),
        rule.removeprefix("'"),
    ]
    assert json.loads(row["details"]) == details


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        (Sought(), True),
        (Sought(agent="cruz", team="cards", device="0b3c", rule="cards", data_class="card_number"), True),
        (Sought(agent="reyes"), False),
        (Sought(team="card"), False),
        (Sought(device="0b3"), False),
        (Sought(rule="other"), False),
        (Sought(data_class="us_ssn"), False),
        (Sought(kinds=frozenset({Kind.COPY_BLOCKED, Kind.LOCKED})), True),
        (Sought(kinds=frozenset({Kind.LOCKED})), False),
        (Sought(severities=frozenset({Severity.ACCESS})), False),
        (Sought(since=NOON, until=NOON + timedelta(seconds=1)), True),
        (Sought(since=NOON + timedelta(microseconds=1)), False),
        (Sought(until=NOON), False),
    ],
)
def test_an_entry_is_sought_by_all_that_is_said_of_it(sought: Sought, *, fits: bool) -> None:
    assert sought.fits(ITEM) is fits


def run(store: StoreProcess, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*DESKWARDEN, "audit", "export", "--dir", str(store.folder), *words]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_all_that_is_sought_is_exported_and_that_it_was_is_on_the_record(
    store: StoreProcess, client: HttpsStore, seat_id: str, tmp_path: Path
) -> None:
    chain = chain_of(seat_id, *[COPY] * (PAGE + 3))
    for first in range(0, len(chain), BATCH_LIMIT):
        client.ship(seat_id, chain[first : first + BATCH_LIMIT])
    out = tmp_path / "export.jsonl"
    done = run(store, "--device", seat_id.partition("/")[0], "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert f"{PAGE + 3} entries" in done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    items = [msgspec.json.decode(line, type=FeedItem) for line in out.read_text().splitlines()]
    assert [item.seq for item in items] == list(range(1, PAGE + 4))
    told = find(store.parts.database, Wanted(kind=Kind.RECORD_EXPORTED, limit=PAGE))[-1]
    assert (told.severity, told.body.details["format"]) == (Severity.CUSTODY, "jsonl")


def test_what_comes_in_meanwhile_is_left_for_the_next_time(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    chain = chain_of(seat_id, COPY, COPY)
    client.ship(seat_id, chain[:1])
    sought = Sought(device=seat_id.partition("/")[0])
    items = exported(store.parts.database, sought)
    first = next(item for item in items if item)
    client.ship(seat_id, chain[1:])
    assert [first.seq, *(item.seq for item in items if item)] == [1]
    assert [item.seq for item in exported(store.parts.database, sought) if item] == [1, 2]


def test_a_file_that_is_there_is_not_written_over_and_nothing_is_recorded(store: StoreProcess, tmp_path: Path) -> None:
    out = tmp_path / "export.csv"
    out.write_text("mine")
    before = newest(store.parts.database)
    done = run(store, "--format", "csv", "--out", str(out))
    assert done.returncode != 0
    assert "is there already" in done.stderr
    assert out.read_text() == "mine"
    assert newest(store.parts.database) == before


def test_csv_goes_to_standard_output_with_its_heading(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    client.ship(seat_id, chain_of(seat_id, COPY))
    begun = datetime(2026, 11, 22, tzinfo=UTC)
    times = ("--since", f"{begun:%Y-%m-%d}", "--until", f"{begun + timedelta(days=1):%Y-%m-%d %H:%M:%S}")
    done = run(
        store, "--format", "csv", "--device", seat_id.partition("/")[0], "--kind", "clipboard.copy_blocked", *times
    )
    (row,) = rows(done.stdout)
    assert (row["seat_id"], row["application"], json.loads(row["data_classes"])) == (seat_id, "CRM", {"card_number": 3})
