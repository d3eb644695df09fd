"""A password changed at the seat: who may, what proves it, what is written and forgotten, and what changes nothing."""

# SPDX-License-Identifier: Apache-2.0

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.credentials import PASSWORD, FakeCredentials
from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, DEADLINE, SEAT, RunningKeeper, eventually, hear
from tests.keeper.test_factors import asking
from tests.keeper.test_keyasking import given_to
from tests.keeper.test_stepup import OPENED
from workstation.credentials.keytouch import answer
from workstation.errors import CredentialError, SecurityKeyError
from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.link.messages import (
    CodeOffered,
    LockOrder,
    PasswordAnswered,
    PasswordAsked,
    PasswordOffered,
    ProofAsked,
    Ready,
    RecoveryCodeTaken,
    RevealRecorded,
    StepUpWanted,
    TruthTold,
    Verdict,
)
from workstation.policy.rules import FactorsRule
from workstation.record.directive import AgentRevoked
from workstation.record.entry import parse_header, parse_payload
from workstation.record.exchange import PasswordJudged, PasswordWanted

NEXT, PIN = "seven green umbrellas", "2580"
BOTH: tuple[Factor, ...] = ("totp", "password")
AT_SIGN_IN = FactorsRule(id="f", at=("sign_in",))


class Unforgetting(FakeVerifier):
    """Cannot keep that it forgot somebody."""

    def forget(self, agent: str) -> None:
        super().forget(agent)
        raise CredentialError("the use of a code cannot be kept here")


class SlowCredentials(FakeCredentials):
    """A store that answers once it is let; `is_asked` is set when it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def change_password(self, wanted: PasswordWanted) -> PasswordJudged:
        self.is_asked.set()
        assert self.may_answer.wait(DEADLINE)
        return super().change_password(wanted)


class Seat:
    """A running keeper whose seat cruz opened by code and password, and what it wrote."""

    def __init__(
        self,
        folder: Path,
        *rules: FactorsRule,
        credentials: FakeCredentials | None = None,
        verifier: FakeVerifier | None = None,
        key: FakeSecurityKey | None = None,
    ) -> None:
        self.store = credentials or FakeCredentials()
        self.verifier = verifier or FakeVerifier("cruz", CODES)
        self.key = key
        self.trouble = ""
        self.keeper = RunningKeeper(
            folder, asking(*rules), verifier=self.verifier, credentials=self.store, ask_key=self._ask
        )
        self.link, self.prompt = self.keeper.peer("seat"), self.keeper.peer("prompt")
        self.link.send(Ready(capabilities=()))

    def _ask(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        if self.trouble or self.key is None:
            raise SecurityKeyError(self.trouble or "absent")
        challenge = KeyChallenge(seat_id=seat_id, made=datetime.now(UTC), nonce=os.urandom(32))
        return KeyAnswer(challenge=challenge, assertion=answer(self.key, agent, challenge.bound, pin))

    def opens(self, password: str | None = PASSWORD) -> None:
        self.prompt.send(CodeOffered(agent="cruz", code="111111", password=password))
        assert hear(self.prompt, Verdict).accepted

    def locks(self) -> None:
        self.link.send(LockOrder(reason="idle"))
        hear(self.link, TruthTold, lambda told: told.truth is Truth.LOCKED)

    def offered(self, factors: tuple[Factor, ...]) -> None:
        """Return once the seat is told that these factors change the password."""
        hear(self.link, PasswordAsked, lambda told: told.factors == factors)

    def offer(
        self,
        *,
        code: str = "222222",
        password: str = PASSWORD,
        new: str = NEXT,
        pin: str | None = None,
        number: int = 1,
    ) -> str:
        offer = PasswordOffered(number=number, code=code, password=password, new=new, ends_elsewhere=True, pin=pin)
        self.link.send(offer)
        return hear(self.link, PasswordAnswered, lambda each: each.number == number).reason

    def wrote(self, kind: Kind) -> list[tuple[str, Severity, Body]]:
        entries = self.keeper.ledger.waiting(SEAT, 10_000)
        read = [(parse_header(each.header), parse_payload(each.payload)) for each in entries]
        return [(payload.agent, head.severity, payload.body) for head, payload in read if head.kind is kind]

    def refusals(self) -> list[object]:
        return [body.details["reason"] for _, _, body in self.wrote(Kind.CODE_REFUSED)]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path, AT_SIGN_IN)
    seat.opens()
    yield seat
    seat.keeper.stop()


def test_who_proves_who_they_are_changes_it_and_the_old_one_is_forgotten_here(seat: Seat) -> None:
    seat.offered(BOTH)
    assert seat.offer() == "ok"
    assert seat.store.passwords == [NEXT, PASSWORD]
    ((agent, severity, body),) = seat.wrote(Kind.PASSWORD_CHANGED_HERE)
    assert (agent, severity, body.details) == ("cruz", Severity.CUSTODY, {"ended_elsewhere": 1})
    assert seat.verifier.forgotten == ["cruz"]
    assert seat.refusals() == []
    (wanted,) = seat.store.wanted
    assert (wanted.seat_id, wanted.agent, wanted.code, wanted.ends_elsewhere) == (SEAT, "cruz", "222222", True)


def test_what_the_old_one_proved_lifts_no_mask_after(tmp_path: Path) -> None:
    seat = Seat(tmp_path, FactorsRule(id="f"))
    seat.opens()
    seat.link.send(StepUpWanted(number=1, body=OPENED, within_seconds=3600))
    assert hear(seat.link, RevealRecorded).number == 1
    assert seat.offer() == "ok"
    seat.link.send(StepUpWanted(number=2, body=OPENED, within_seconds=3600))
    assert hear(seat.link, ProofAsked).number == 2
    seat.keeper.stop()


def test_a_wrong_code_and_a_wrong_password_are_one_answer_and_a_refused_code_on_the_record(seat: Seat) -> None:
    assert seat.offer(code="000000") == "wrong_code"
    assert seat.offer(password=NEXT) == "wrong_code"
    assert seat.refusals() == ["wrong_code", "wrong_code"]
    assert {(agent, severity) for agent, severity, _ in seat.wrote(Kind.CODE_REFUSED)} == {("cruz", Severity.VIOLATION)}
    assert (seat.store.passwords, seat.verifier.forgotten) == ([PASSWORD], [])


def test_a_code_changes_one_password_once(seat: Seat) -> None:
    assert seat.offer() == "ok"
    assert seat.offer(password=NEXT, new="three yellow boats sail") == "wrong_code"
    assert seat.store.passwords == [NEXT, PASSWORD]


@pytest.mark.parametrize(
    ("new", "reason"),
    [("short", "password_short"), ("Password2026!", "password_common"), (PASSWORD, "password_reused")],
)
def test_what_the_rules_refuse_is_told_and_is_no_try_of_anybody(seat: Seat, new: str, reason: str) -> None:
    assert seat.offer(new=new) == reason
    assert seat.refusals() == []
    assert (seat.store.passwords, seat.wrote(Kind.PASSWORD_CHANGED_HERE)) == ([PASSWORD], [])


@pytest.mark.parametrize(("reason", "is_try"), [("locked_out", True), ("too_late", True), ("busy", False)])
def test_what_the_store_says_otherwise_is_told(seat: Seat, reason: str, is_try: bool) -> None:
    seat.store.says = PasswordJudged(reason=reason)
    assert seat.offer() == reason
    assert seat.refusals() == ([reason] if is_try else [])


def test_a_store_that_is_away_says_so_and_nothing_changes(seat: Seat) -> None:
    seat.offered(BOTH)
    seat.store.away = True
    seat.offered(())
    assert seat.offer() == "store_away"
    assert (seat.store.passwords, seat.refusals(), seat.verifier.forgotten) == ([PASSWORD], [], [])
    seat.store.away = False
    seat.offered(BOTH)
    seat.store.refusing = True
    assert seat.offer() == "device_refused"


def test_access_that_ended_signs_out_and_changes_nothing(seat: Seat) -> None:
    seat.store.ended = {"cruz"}
    assert seat.offer() == "access_ended"
    hear(seat.prompt, TruthTold, lambda told: told.reason == "access_ended")
    assert seat.store.passwords == [PASSWORD]


def test_a_recovery_code_that_was_used_up_is_told(seat: Seat) -> None:
    seat.store.says = PasswordJudged(reason="password_reused", recovery_left=4)
    seat.link.send(PasswordOffered(number=1, code="ABCD", password=PASSWORD, new=NEXT, ends_elsewhere=True))
    assert hear(seat.link, RecoveryCodeTaken).left == 4


def test_nobody_changes_it_at_a_seat_that_is_closed(seat: Seat) -> None:
    seat.locks()
    assert seat.offer() == "too_late"
    assert seat.store.wanted == []


@pytest.mark.parametrize("closes", ["lock", "revoke"])
def test_a_seat_that_closes_while_the_store_judges_has_it_on_the_record_of_who_did_it(
    tmp_path: Path, closes: str
) -> None:
    store = SlowCredentials()
    seat = Seat(tmp_path, AT_SIGN_IN, credentials=store)
    seat.opens()
    seat.link.send(PasswordOffered(number=1, code="222222", password=PASSWORD, new=NEXT, ends_elsewhere=True))
    assert store.is_asked.wait(DEADLINE)
    if closes == "lock":
        seat.locks()
    else:
        seat.keeper.direct(AgentRevoked(agent="cruz"))
        hear(seat.link, TruthTold, lambda told: told.reason == "access_ended")
    store.may_answer.set()
    assert hear(seat.link, PasswordAnswered).reason == "ok"
    ((agent, _, _),) = seat.wrote(Kind.PASSWORD_CHANGED_HERE)
    assert agent == "cruz"
    assert not seat.keeper.slot.standing.is_open
    seat.keeper.stop()


def test_what_cannot_be_forgotten_is_a_safeguard_that_failed(tmp_path: Path) -> None:
    seat = Seat(tmp_path, AT_SIGN_IN, verifier=Unforgetting("cruz", CODES))
    seat.opens()
    assert seat.offer() == "ok"
    ((_, severity, body),) = seat.wrote(Kind.CONTROL_FAILED)
    assert (severity, body.details) == (Severity.FAILURE, {"control": "offline"})
    seat.keeper.stop()


def test_it_is_offered_at_an_open_seat_to_who_has_a_password_and_to_nobody_else(tmp_path: Path) -> None:
    seat = Seat(tmp_path)
    seat.opens(password=None)
    eventually(lambda: seat.keeper.slot.standing.uncovered)
    seat.keeper.change(replace(asking(AT_SIGN_IN), version="asks"))
    seat.offered(BOTH)
    seat.locks()
    seat.offered(())
    seat.keeper.stop()


def test_a_seat_that_comes_anew_is_told_again(seat: Seat) -> None:
    seat.offered(BOTH)
    seat.link.close()
    hear(seat.prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    seat.link = seat.keeper.peer("seat")
    seat.link.send(Ready(capabilities=()))
    seat.prompt.send(CodeOffered(agent="cruz", code="333333"))
    assert hear(seat.prompt, Verdict).accepted
    seat.offered(BOTH)


def test_where_a_key_is_asked_for_it_stands_for_the_code(tmp_path: Path) -> None:
    rule = FactorsRule(id="k", factors=("security_key",), at=("reauth",))
    seat = Seat(tmp_path, AT_SIGN_IN, rule, key=FakeSecurityKey())
    seat.opens()
    seat.offered(("security_key", "password"))
    assert seat.offer() == "key_wanted"
    seat.trouble = "absent"
    assert seat.offer(code="", pin=PIN) == "key_absent"
    seat.trouble = "wrong_pin"
    assert seat.offer(code="", pin=PIN) == "key_wrong_pin"
    assert seat.refusals() == ["key_wrong_pin"]
    seat.trouble = ""
    assert seat.key is not None
    given_to("cruz", seat.key)
    assert seat.offer(code="222222", pin=PIN) == "ok"
    (wanted,) = seat.store.wanted
    assert wanted.key is not None
    assert (wanted.code, wanted.key.challenge.seat_id) == ("", SEAT)
    seat.keeper.stop()


def test_where_an_account_elsewhere_is_asked_for_nothing_is_changed_here(tmp_path: Path) -> None:
    seat = Seat(tmp_path, AT_SIGN_IN, FactorsRule(id="o", factors=("openid",), at=("reauth",)))
    seat.opens()
    seat.offered(("openid", "password"))
    assert seat.offer() == "openid_wanted"
    assert seat.store.wanted == []
    seat.keeper.stop()


def test_no_message_shows_what_it_carries() -> None:
    told = PasswordOffered(number=1, code="222222", password=PASSWORD, new=NEXT, ends_elsewhere=True, pin=PIN)
    wanted = PasswordWanted(seat_id=SEAT, agent="cruz", code="222222", password=PASSWORD, new=NEXT, ends_elsewhere=True)
    for shown in (repr(told), str(told), repr(wanted), f"{wanted}"):
        assert not any(secret in shown for secret in ("222222", PASSWORD, NEXT, PIN))
