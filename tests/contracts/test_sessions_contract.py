"""What every store promises to the keeper, at which agents see to their own sessions: over TLS, and in memory."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.auditstore.seatrecord import SeatRecord
from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.sessions import FakeSessions
from tests.fakes.vault import FakeVault
from workstation.credentials.totp import code_at
from workstation.errors import StoreRefusedError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import enrol
from workstation.keeper.ports import SessionStore
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import EndElsewhereWanted, OwnSession

SEAT = "00000000-0000-4000-8000-000000000001/1"


@dataclass(kw_only=True)
class Bench:
    """A store, a seat of its device, an agent who signed in there, and their codes, each of which counts once."""

    store: SessionStore
    seat_id: str
    agent: str
    code: Callable[[], str]

    def ends(self, code: str | None = None, agent: str | None = None) -> str:
        wanted = EndElsewhereWanted(
            seat_id=self.seat_id, agent=agent or self.agent, code=self.code() if code is None else code
        )
        assert "code" not in f"{wanted}"
        return self.store.end_elsewhere(wanted).reason


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture(params=["https", "memory"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "memory":
        fake, codes = FakeSessions(), iter(("222222", "333333"))
        fake.sessions = (
            OwnSession(workstation=SEAT[:8], since=datetime(2026, 11, 22, 12, tzinfo=UTC), is_open=True, is_here=True),
        )
        yield Bench(store=fake, seat_id=SEAT, agent="cruz", code=lambda: next(codes))
        return
    process: StoreProcess = request.getfixturevalue("process")
    enrolment = enrol(process.parts.directory.invite("cards", trial=True), process.url, FakeVault())
    agent = f"Ana of {enrolment.device}"
    secret = process.parts.agents.add(agent, "cards")
    client = HttpsStore(enrolment)
    seat_id = enrolment.seat_id(1)
    record = SeatRecord(seat_id, "cards", "", lambda entries: client.ship(seat_id, entries))
    record.write(Body(kind=Kind.SIGNED_IN, severity=Severity.CUSTODY, outcome=Outcome.DONE), agent)
    steps = iter((0, 1))
    yield Bench(
        store=client,
        seat_id=seat_id,
        agent=agent,
        code=lambda: code_at(secret, int(datetime.now(UTC).timestamp()) // 30 + next(steps)),
    )
    client.close()


def test_an_agent_is_told_where_they_are_signed_in_and_nobody_else_is(bench: Bench) -> None:
    (here,) = bench.store.own_sessions(bench.seat_id, bench.agent)
    assert (here.workstation, here.is_open, here.is_here) == (bench.seat_id[:8], True, True)
    assert bench.store.own_sessions(bench.seat_id, "somebody else") == ()


def test_a_right_code_ends_the_others_once(bench: Bench) -> None:
    code = bench.code()
    assert bench.ends(code) == "ok"
    assert bench.ends(code) in {"code_used", "wrong_code"}
    assert bench.ends("000000") == "wrong_code"
    assert bench.ends(agent="somebody else") == "wrong_code"


def test_a_store_speaks_of_its_own_devices_seats_alone(process: StoreProcess) -> None:
    enrolment = enrol(process.parts.directory.invite("cards", trial=True), process.url, FakeVault())
    client = HttpsStore(enrolment)
    with pytest.raises(StoreRefusedError):
        client.own_sessions(SEAT, "Ana")
    with pytest.raises(StoreRefusedError):
        client.end_elsewhere(EndElsewhereWanted(seat_id=SEAT, agent="Ana", code="000000"))
    process.parts.access.suspend_device(enrolment.device, "kim")
    there = EndElsewhereWanted(seat_id=enrolment.seat_id(1), agent="Ana", code="000000")
    assert client.end_elsewhere(there).reason == "suspended"
    client.close()
