"""What every store at which agents change their passwords promises to the keeper: over TLS, and in memory."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.credentials import FakeCredentials
from tests.fakes.vault import FakeVault
from workstation.credentials.totp import code_at
from workstation.errors import StoreRefusedError
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import enrol
from workstation.keeper.ports import CredentialStore
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import PasswordWanted

SEAT = "00000000-0000-4000-8000-000000000001/1"
PASSWORD, NEXT = "blue kite over manila", "seven green umbrellas"


@dataclass(kw_only=True)
class Bench:
    """A store, a seat of its device, an agent there who has PASSWORD, and their codes, each of which counts once."""

    store: CredentialStore
    seat_id: str
    agent: str
    code: Callable[[], str]
    sets_password: Callable[[], None]

    def changes(self, *, code: str | None = None, password: str = PASSWORD, new: str = NEXT) -> str:
        wanted = PasswordWanted(
            seat_id=self.seat_id,
            agent=self.agent,
            code=self.code() if code is None else code,
            password=password,
            new=new,
            ends_elsewhere=True,
        )
        return self.store.change_password(wanted).reason


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture(params=["https", "memory"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "memory":
        fake, codes = FakeCredentials(), iter(("222222", "333333"))

        def becomes_set() -> None:
            fake.becomes("password_set")

        yield Bench(
            store=fake,
            seat_id=SEAT,
            agent="cruz",
            code=lambda: next(codes),
            sets_password=becomes_set,
        )
        return
    process: StoreProcess = request.getfixturevalue("process")
    enrolment = enrol(process.parts.directory.invite("cards", trial=True), process.url, FakeVault())
    agent = f"Ana of {enrolment.device}"
    secret = process.parts.agents.add(agent, "cards")
    process.parts.passwords.change(agent, PASSWORD)
    steps = iter((0, 1))

    def set_password() -> None:
        with process.parts.database.writes.begin() as db:
            process.parts.credential_changes.written(Kind.PASSWORD_SET, agent, "kim")(db)

    client = HttpsStore(enrolment)
    yield Bench(
        store=client,
        seat_id=enrolment.seat_id(1),
        agent=agent,
        code=lambda: code_at(secret, int(datetime.now(UTC).timestamp()) // 30 + next(steps)),
        sets_password=set_password,
    )
    client.close()


def test_a_right_code_and_the_current_password_change_it_and_the_agent_is_to_be_told(bench: Bench) -> None:
    assert bench.changes() == "ok"
    assert bench.changes() == "wrong_code"
    (change,) = bench.store.credential_changes(bench.seat_id, bench.agent)
    assert change.what == "password_changed"


def test_neither_wrong_one_changes_anything(bench: Bench) -> None:
    assert bench.changes(code="000000") == "wrong_code"
    assert bench.changes(password=NEXT) == "wrong_code"
    assert bench.store.credential_changes(bench.seat_id, bench.agent) == ()


def test_a_new_one_is_judged_by_itself_before_anything_and_against_the_last_ones_after(bench: Bench) -> None:
    assert bench.changes(code="000000", new="short") == "password_short"
    assert bench.changes(new=PASSWORD) == "password_reused"
    assert bench.changes() == "ok"


def test_what_was_told_is_told_no_more(bench: Bench) -> None:
    bench.sets_password()
    bench.sets_password()
    first, second = bench.store.credential_changes(bench.seat_id, bench.agent)
    assert first.number < second.number
    assert bench.store.credential_changes(bench.seat_id, bench.agent, (first.number,)) == (second,)
    assert bench.store.credential_changes(bench.seat_id, bench.agent) == (second,)
    assert bench.store.credential_changes(bench.seat_id, "somebody else") == ()


def test_a_store_speaks_of_its_own_devices_seats_alone(process: StoreProcess) -> None:
    enrolment = enrol(process.parts.directory.invite("cards", trial=True), process.url, FakeVault())
    client = HttpsStore(enrolment)
    wanted = PasswordWanted(seat_id=SEAT, agent="Ana", code="000000", password=PASSWORD, new=NEXT, ends_elsewhere=True)
    with pytest.raises(StoreRefusedError):
        client.change_password(wanted)
    with pytest.raises(StoreRefusedError):
        client.credential_changes(SEAT, "Ana")
    process.parts.access.suspend_device(enrolment.device, "kim")
    there = PasswordWanted(
        seat_id=enrolment.seat_id(1), agent="Ana", code="000000", password=PASSWORD, new=NEXT, ends_elsewhere=True
    )
    assert client.change_password(there).reason == "suspended"
    client.close()
