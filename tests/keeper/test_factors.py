"""A keeper whose policy asks for a password beside the code: what prompts are told, what opens, what is written."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, NO_RULES, SEAT, RunningKeeper, eventually, hear
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import FactorsAsked
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.ruled import Ruled
from workstation.link.messages import CodeOffered, LockOrder, Ready, RecoveryCodeTaken, TruthTold, Verdict
from workstation.policy.rules import FactorsRule, Policy
from workstation.record.entry import parse_payload

PASSWORD = FakeVerifier.password


def asking(*rules: FactorsRule) -> Ruled:
    return replace(NO_RULES, version="factors", factors=FactorsAsked(Policy(name="x", format=1, rule=rules), "cards"))


class Seat:
    """A running keeper, its seat, and a prompt."""

    def __init__(self, keeper: RunningKeeper) -> None:
        self.keeper = keeper
        self.seat = keeper.peer("seat")
        self.seat.send(Ready(capabilities=()))
        self.prompt = keeper.peer("prompt")

    def told(self, truth: Truth) -> tuple[str, ...]:
        """Return which factors the prompt is told of that truth."""
        return hear(self.prompt, TruthTold, lambda told: told.truth is truth).factors

    def offer(self, code: str, password: str | None = None, agent: str = "cruz") -> Verdict:
        self.prompt.send(CodeOffered(agent=agent, code=code, password=password))
        return hear(self.prompt, Verdict)

    def written(self, kind: Kind) -> list[object]:
        """Return the factors of every entry of that kind."""
        bodies = [parse_payload(entry.payload).body for entry in self.keeper.ledger.newest(SEAT)]
        return [body.details["factor"] for body in bodies if body.kind is kind]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    keeper = RunningKeeper(tmp_path, asking(FactorsRule(id="f", at=("sign_in",))))
    yield Seat(keeper)
    keeper.stop()


def test_the_prompt_is_told_what_is_asked_for_at_each_moment(seat: Seat) -> None:
    assert seat.told(Truth.SIGNED_OUT) == ("totp", "password")
    assert seat.offer("111111", PASSWORD).accepted
    seat.seat.send(LockOrder(reason="idle"))
    assert seat.told(Truth.LOCKED) == ("totp",)
    assert seat.offer("222222", agent="").accepted
    assert seat.written(Kind.SIGNED_IN) == ["totp+password"]
    assert seat.written(Kind.UNLOCKED) == ["totp"]


def test_a_code_alone_opens_nothing_where_a_password_is_asked_for_and_is_not_used_up(seat: Seat) -> None:
    assert seat.offer("111111") == Verdict(accepted=False, reason="password_wanted")
    assert seat.offer("111111", "seven green umbrellas").reason == "wrong_code"
    assert seat.offer("111111", "").reason == "wrong_code"
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    assert seat.offer("111111", PASSWORD).accepted


def test_a_policy_that_asks_for_more_is_told_to_the_prompt_that_is_there(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    seat = Seat(keeper)
    assert seat.told(Truth.SIGNED_OUT) == ("totp",)
    keeper.change(asking(FactorsRule(id="f")))
    assert seat.told(Truth.SIGNED_OUT) == ("totp", "password")
    assert seat.offer("111111").reason == "password_wanted"
    keeper.stop()


def test_a_policy_that_asks_for_more_while_a_code_is_judged_keeps_the_seat_closed(tmp_path: Path) -> None:
    class Changing(FakeVerifier):
        def verify(
            self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
        ) -> CodeVerdict:
            keeper.change(asking(FactorsRule(id="f")))
            eventually(lambda: keeper.changeover.ruled.version == "factors")
            return super().verify(seat_id, agent, code, password, key)

    keeper = RunningKeeper(tmp_path, verifier=Changing("cruz", CODES))
    seat = Seat(keeper)
    assert seat.offer("111111").reason == "password_wanted"
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    keeper.stop()


def test_no_password_is_on_the_record_nor_in_what_a_message_shows_of_itself(seat: Seat, tmp_path: Path) -> None:
    seat.offer("111111", PASSWORD)
    assert PASSWORD not in repr(CodeOffered(agent="cruz", code="111111", password=PASSWORD))
    assert not [path for path in tmp_path.rglob("*.db*") if PASSWORD.encode() in path.read_bytes()]


def test_who_comes_in_by_a_recovery_code_is_told_how_many_are_left_and_it_is_on_the_record(tmp_path: Path) -> None:
    verifier = FakeVerifier("cruz", CODES)
    verifier.recovery_left = 4
    keeper = RunningKeeper(tmp_path, asking(FactorsRule(id="f")), verifier=verifier)
    seat = Seat(keeper)
    assert seat.offer("111111", PASSWORD).accepted
    assert hear(seat.seat, RecoveryCodeTaken).left == 4
    assert seat.written(Kind.SIGNED_IN) == ["recovery+password"]
    keeper.stop()
