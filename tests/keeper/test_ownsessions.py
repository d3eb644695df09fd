"""An agent's own sessions at their seat: who is told, what proves them, and what ends nothing."""

# SPDX-License-Identifier: Apache-2.0

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.sessions import FakeSessions
from tests.keeper.running import DEADLINE, SEAT, RunningKeeper, eventually, hear
from tests.keeper.test_factors import asking
from tests.keeper.test_keyasking import given_to
from workstation.credentials.keytouch import answer
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import (
    ElsewhereAnswered,
    ElsewhereOffered,
    LockOrder,
    MySessions,
    MySessionsWanted,
    RecoveryCodeTaken,
    TruthTold,
)
from workstation.policy.rules import FactorsRule
from workstation.record.exchange import ElsewhereEnded, EndElsewhereWanted, OwnSession

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SESSIONS = (
    OwnSession(workstation=SEAT[:8], since=NOON, is_open=True, is_here=True),
    OwnSession(workstation="20000000", since=NOON, is_open=False, is_here=False),
)
PASSWORD, PIN = "blue kite over manila", "2580"
WITH_PASSWORD = FactorsRule(id="f", at=("reauth", "unlock"))


class SlowSessions(FakeSessions):
    """A store that answers once it is let; `is_asked` is set when it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def own_sessions(self, seat_id: str, agent: str) -> tuple[OwnSession, ...]:
        self.is_asked.set()
        assert self.may_answer.wait(DEADLINE)
        return super().own_sessions(seat_id, agent)


class Seat:
    """A running keeper whose seat cruz opened."""

    def __init__(
        self, folder: Path, *rules: FactorsRule, store: FakeSessions | None = None, key: FakeSecurityKey | None = None
    ) -> None:
        self.store, self.key, self.trouble = store or FakeSessions(), key, ""
        self.store.sessions = SESSIONS
        self.keeper = RunningKeeper(folder, asking(*rules), sessions=self.store, ask_key=self._ask)
        self.link, _, self.prompt = self.keeper.open_seat()

    def _ask(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        if self.trouble or self.key is None:
            raise SecurityKeyError(self.trouble or "absent")
        challenge = KeyChallenge(seat_id=seat_id, made=datetime.now(UTC), nonce=os.urandom(32))
        return KeyAnswer(challenge=challenge, assertion=answer(self.key, agent, challenge.bound, pin))

    def told(self) -> MySessions:
        self.link.send(MySessionsWanted(number=7))
        return hear(self.link, MySessions)

    def ends(self, code: str = "222222", password: str | None = None, pin: str | None = None) -> str:
        offer = ElsewhereOffered(number=8, code=code, password=password, pin=pin)
        assert "code" not in f"{offer}"
        self.link.send(offer)
        told = hear(self.link, ElsewhereAnswered)
        assert told.number == 8
        return told.reason

    def locks(self) -> None:
        self.link.send(LockOrder(reason="idle"))
        hear(self.link, TruthTold, lambda told: told.truth is Truth.LOCKED)


@pytest.fixture
def seats() -> Iterator[list[Seat]]:
    made: list[Seat] = []
    yield made
    for seat in made:
        seat.keeper.stop()


def test_an_agent_at_an_open_seat_is_told_their_sessions_and_what_proves_them(
    tmp_path: Path, seats: list[Seat]
) -> None:
    seats.append(seat := Seat(tmp_path, WITH_PASSWORD))
    assert seat.told() == MySessions(number=7, reason="ok", sessions=SESSIONS, factors=("totp", "password"))


def test_a_locked_seat_is_told_nothing_and_ends_nothing(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path))
    seat.locks()
    assert seat.told() == MySessions(number=7, reason="too_late")
    assert seat.ends() == "too_late"
    assert seat.store.wanted == []


def test_what_the_store_answers_once_the_seat_locked_is_told_to_nobody(tmp_path: Path, seats: list[Seat]) -> None:
    store = SlowSessions()
    seats.append(seat := Seat(tmp_path, store=store))
    seat.link.send(MySessionsWanted(number=7))
    assert store.is_asked.wait(DEADLINE)
    seat.locks()
    store.may_answer.set()
    assert hear(seat.link, MySessions) == MySessions(number=7, reason="too_late")


@pytest.mark.parametrize(("trouble", "reason"), [("away", "store_away"), ("refusing", "device_refused")])
def test_a_store_that_does_not_answer_is_said_and_nobody_guessed(
    tmp_path: Path, seats: list[Seat], trouble: str, reason: str
) -> None:
    seats.append(seat := Seat(tmp_path))
    setattr(seat.store, trouble, True)
    assert seat.told() == MySessions(number=7, reason=reason, factors=("totp",))
    assert seat.ends() == reason
    assert Kind.CODE_REFUSED not in seat.keeper.kinds()


def test_a_right_code_ends_them_and_this_seat_stays_open(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path))
    assert seat.ends() == "ok"
    assert seat.store.wanted == [EndElsewhereWanted(seat_id=SEAT, agent="cruz", code="222222")]
    assert seat.keeper.slot.standing.truth is Truth.ACTIVE


def test_a_password_goes_along_where_the_policy_asks_for_it_alone(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path, WITH_PASSWORD))
    assert seat.ends() == "password_wanted"
    assert seat.store.wanted == []
    assert seat.ends(password=PASSWORD) == "ok"
    assert [wanted.password for wanted in seat.store.wanted] == [PASSWORD]


def test_a_wrong_code_is_on_the_record_as_ever_and_ends_nothing(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path))
    assert seat.ends("000000") == "wrong_code"
    eventually(lambda: Kind.CODE_REFUSED in seat.keeper.kinds())


def test_who_ends_them_by_a_recovery_code_hears_how_many_are_left(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path))
    seat.store.says = ElsewhereEnded(reason="ok", recovery_left=3)
    seat.link.send(ElsewhereOffered(number=8, code="ABCDE-FGHJK"))
    assert hear(seat.link, RecoveryCodeTaken).left == 3
    assert hear(seat.link, ElsewhereAnswered).reason == "ok"


def test_a_key_proves_it_in_place_of_a_code(tmp_path: Path, seats: list[Seat]) -> None:
    key = FakeSecurityKey()
    given_to("cruz", key)
    rule = FactorsRule(id="k", factors=("security_key",), at=("reauth", "unlock"))
    seats.append(seat := Seat(tmp_path, rule, key=key))
    assert seat.ends() == "key_wanted"
    seat.trouble = "absent"
    assert seat.ends("", pin=PIN) == "key_absent"
    seat.trouble = "wrong_pin"
    assert seat.ends("", pin="0000") == "key_wrong_pin"
    eventually(lambda: Kind.CODE_REFUSED in seat.keeper.kinds())
    seat.trouble = ""
    assert seat.ends("", pin=PIN) == "ok"
    (wanted,) = seat.store.wanted
    assert wanted.key is not None
    assert wanted.code == ""


def test_where_an_account_elsewhere_proves_them_it_is_said(tmp_path: Path, seats: list[Seat]) -> None:
    seats.append(seat := Seat(tmp_path, FactorsRule(id="o", factors=("openid",), at=("reauth", "unlock"))))
    assert seat.ends() == "openid_wanted"
    assert seat.store.wanted == []
