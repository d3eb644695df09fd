"""A supervisor's word under the keeper: where the policy lets them, signed for one request, once, and not alone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.approvals import KIM, LEE, line
from tests.fakes.vouchers import PASSWORD, FakeVouchers
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear
from tests.keeper.test_ledger import no_file_grows_beyond
from workstation.errors import CredentialError
from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import FactorsAsked
from workstation.keeper.mayvouch import MayVouch
from workstation.keeper.ruled import ruled_by
from workstation.link.messages import (
    Cover,
    LockOrder,
    Ready,
    SupervisorWanted,
    TruthTold,
    Uncover,
    Verdict,
    VouchOffered,
    VouchTold,
)
from workstation.policy.rules import FactorsRule, MaskingRule, Policy
from workstation.policy.scope import Scope
from workstation.policy.support import Approver
from workstation.record.directive import ActRevoked, AgentForgotten, AgentRevoked, VouchGiven
from workstation.record.entry import parse_payload
from workstation.record.vouch import SignedVouch, Vouch, claimed_vouch, sign_vouch, verify_vouch

VOUCHING = FactorsRule(id="f", supervisor="vouches")
POLICY = Policy(
    name="vouched",
    format=1,
    rule=(MaskingRule(id="masks"), VOUCHING),
    approver=(
        Approver(name="Kim", key=line(KIM)),
        Approver(name="Lee", key=line(LEE), teams=("night",)),
        Approver(name="Cruz", key=line(Ed25519PrivateKey.from_private_bytes(b"C" * 32))),
    ),
)
OTHER_SEAT = "00000000-0000-4000-8000-000000000002/1"
CRUZ = Ed25519PrivateKey.from_private_bytes(b"C" * 32)


class Desk:
    """A free seat, what is at the store, and somebody at its prompt."""

    def __init__(self, folder: Path) -> None:
        self.store = FakeVouchers()
        self.keeper = RunningKeeper(folder, ruled_by(POLICY, "cards"), vouchers=self.store)
        self.seat, self.shield = self.keeper.peer("seat"), self.keeper.peer("shield")
        self.prompt = self.keeper.peer("prompt")
        hear(self.shield, Cover)
        self.seat.send(Ready(capabilities=()))
        eventually(lambda: self.keeper.slot.standing.seat_ready)

    def asks(self, agent: str = "cruz") -> bytes:
        """Return the number of the request that supervisors hear of."""
        self.prompt.send(SupervisorWanted(agent=agent))
        assert hear(self.prompt, VouchTold) == VouchTold(is_given=False)
        return self.store.asked[-1][1]

    def vouch(self, **changes: object) -> Vouch:
        now = datetime.now(UTC)
        made = Vouch(
            request=self.store.asked[-1][1],
            seat_id=SEAT,
            agent="cruz",
            issued=now,
            expires=now + timedelta(minutes=5),
            reason="I see her.",
            approver="Kim",
        )
        return replace(made, **changes)

    def given(self, key: Ed25519PrivateKey = KIM, **changes: object) -> SignedVouch:
        signed = sign_vouch(key, self.vouch(**changes))
        self.keeper.direct(VouchGiven(vouch=signed))
        return signed

    def is_given(self) -> None:
        assert hear(self.prompt, VouchTold) == VouchTold(is_given=True)

    def enters(self, password: str = PASSWORD) -> Verdict:
        self.prompt.send(VouchOffered(password=password))
        return hear(self.prompt, Verdict)

    def bodies(self, kind: Kind) -> list[Body]:
        found = [parse_payload(entry.payload).body for entry in self.keeper.ledger.waiting(SEAT, 10_000)]
        return [body for body in found if body.kind is kind]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.keeper.stop()


def test_a_word_beside_the_password_opens_the_seat_and_the_record_says_whose_it_was(desk: Desk) -> None:
    request = desk.asks()
    assert desk.enters() == Verdict(accepted=False, reason="too_late"), "nobody vouched yet"
    desk.given()
    desk.is_given()
    (accepted,) = desk.bodies(Kind.VOUCH_ACCEPTED)
    assert accepted.details == {"approver": "Kim", "request": request.hex(), "seconds": 300}
    assert "I see her" not in str(accepted)
    assert desk.enters("a wrong password") == Verdict(accepted=False, reason="wrong_code")
    assert desk.enters().accepted
    hear(desk.shield, Uncover)
    (opened,) = desk.bodies(Kind.SIGNED_IN)
    assert opened.details == {"factor": "supervisor+password", "judge": "store", "approver": "Kim"}
    assert "totp" not in desk.keeper.slot.proved, "before a reveal the code is asked for all the same"


@pytest.mark.parametrize("code", ["openid", "security_key"])
def test_it_stands_in_place_of_an_account_or_a_key_as_well_and_proves_neither(desk: Desk, code: Factor) -> None:
    asking = FactorsRule(id="f", factors=(code, "password"), supervisor="vouches")
    desk.keeper.slot.factors = FactorsAsked(replace(POLICY, rule=(asking,)), "cards")
    desk.asks()
    desk.given()
    desk.is_given()
    assert desk.enters().accepted
    (opened,) = desk.bodies(Kind.SIGNED_IN)
    assert opened.details == {"factor": "supervisor+password", "judge": "store", "approver": "Kim"}
    assert set(desk.keeper.slot.proved) == {"supervisor", "password"}


def test_it_counts_once(desk: Desk) -> None:
    desk.asks()
    signed = desk.given()
    desk.is_given()
    assert desk.enters().accepted
    desk.seat.send(LockOrder(reason="agent"))
    hear(desk.shield, Cover, lambda told: told.truth is Truth.LOCKED)
    desk.keeper.direct(VouchGiven(vouch=signed))
    eventually(lambda: desk.bodies(Kind.VOUCH_REFUSED))
    assert desk.enters() == Verdict(accepted=False, reason="too_late")
    assert desk.bodies(Kind.VOUCH_REFUSED)[0].details == {"reason": "not_asked", "approver": "Kim"}


@pytest.mark.parametrize(
    ("key", "changes", "why"),
    [
        (LEE, {}, "not_signed"),
        (LEE, {"approver": "Lee"}, "not_allowed"),
        (CRUZ, {"approver": "Cruz"}, "other_agent"),
        (KIM, {"approver": "Lee"}, "not_signed"),
        (KIM, {"request": bytes(16)}, "not_asked"),
        (KIM, {"seat_id": OTHER_SEAT}, "other_seat"),
        (KIM, {"agent": "reyes"}, "other_agent"),
        (KIM, {"expires": lambda: datetime.now(UTC) + timedelta(minutes=16)}, "wrong_length"),
        (KIM, {"expires": lambda: datetime.now(UTC) - timedelta(seconds=1)}, "expired"),
        (
            KIM,
            {
                "issued": lambda: datetime.now(UTC) + timedelta(minutes=6),
                "expires": lambda: datetime.now(UTC) + timedelta(minutes=9),
            },
            "not_yet",
        ),
    ],
)
def test_a_word_that_does_not_hold_is_a_violation_and_opens_nothing(
    desk: Desk, key: Ed25519PrivateKey, changes: dict[str, object], why: str
) -> None:
    desk.asks()
    now: Callable[[object], object] = lambda value: value() if callable(value) else value  # noqa: E731 - one line
    desk.given(key, **{name: now(value) for name, value in changes.items()})
    eventually(lambda: desk.bodies(Kind.VOUCH_REFUSED))
    (body,) = desk.bodies(Kind.VOUCH_REFUSED)
    assert (body.severity, body.details["reason"]) == (Severity.VIOLATION, why)
    assert desk.enters() == Verdict(accepted=False, reason="too_late")


def test_one_request_stands_at_a_time_and_the_next_agent_waits(desk: Desk) -> None:
    request = desk.asks()
    assert desk.asks() == request
    assert len(desk.store.asked) == 1
    desk.prompt.send(SupervisorWanted(agent="reyes"))
    assert hear(desk.prompt, Verdict) == Verdict(accepted=False, reason="vouch_busy")


def test_without_the_store_nobody_is_asked_and_a_word_given_before_opens_nothing(desk: Desk) -> None:
    desk.store.away = True
    desk.prompt.send(SupervisorWanted(agent="cruz"))
    assert hear(desk.prompt, Verdict) == Verdict(accepted=False, reason="vouch_away")
    desk.store.away = False
    desk.keeper.service._vouching._next_at = 0.0
    desk.asks()
    desk.given()
    desk.is_given()
    desk.store.away = True
    assert desk.enters() == Verdict(accepted=False, reason="vouch_away")
    assert desk.bodies(Kind.CODE_REFUSED)[-1].severity is Severity.FAILURE
    desk.store.away = False
    assert desk.enters().accepted, "nothing of it was used up"


@pytest.mark.parametrize("order", [AgentRevoked(agent="cruz"), ActRevoked(seat_id=SEAT)])
def test_access_that_ends_or_a_revocation_ends_it(desk: Desk, order: AgentRevoked | ActRevoked) -> None:
    desk.asks()
    desk.given()
    desk.is_given()
    desk.keeper.direct(order)
    eventually(lambda: desk.keeper.service._vouching._asked is None)
    assert desk.enters() == Verdict(accepted=False, reason="too_late")


def test_access_of_somebody_else_ends_nothing(desk: Desk) -> None:
    desk.asks()
    desk.given()
    desk.is_given()
    desk.keeper.direct(AgentForgotten(agent="reyes"))
    desk.keeper.direct(AgentRevoked(agent="reyes"))
    assert desk.enters().accepted


def test_what_could_verify_somebody_is_forgotten_and_so_is_a_word_for_them(desk: Desk) -> None:
    desk.asks()
    desk.given()
    desk.is_given()
    desk.keeper.direct(AgentForgotten(agent="cruz"))
    assert desk.enters() == Verdict(accepted=False, reason="too_late")


def test_what_cannot_be_written_is_not_taken(desk: Desk) -> None:
    desk.asks()
    with no_file_grows_beyond(0):
        desk.given()
        eventually(lambda: not desk.keeper.recorder.durable)
    eventually(lambda: desk.bodies(Kind.VOUCH_REFUSED))
    assert desk.bodies(Kind.VOUCH_REFUSED)[0].details["reason"] == "not_durable"
    assert desk.enters() == Verdict(accepted=False, reason="too_late")


def test_a_policy_that_lets_nobody_any_more_ends_it_in_the_middle(desk: Desk) -> None:
    told = hear(desk.prompt, TruthTold)
    assert told.may_be_vouched
    desk.asks()
    desk.given()
    desk.is_given()
    strict = replace(POLICY, rule=(MaskingRule(id="masks"), FactorsRule(id="f")))
    desk.keeper.change(ruled_by(strict, "cards"))
    assert not hear(desk.prompt, TruthTold).may_be_vouched
    assert desk.enters() == Verdict(accepted=False, reason="vouch_not_here")


def test_a_locked_seat_asks_for_its_own_agent_whatever_is_typed(desk: Desk) -> None:
    desk.asks()
    desk.given()
    desk.is_given()
    assert desk.enters().accepted
    hear(desk.shield, Uncover)
    desk.keeper.service._vouching._next_at = 0.0
    desk.seat.send(LockOrder(reason="agent"))
    hear(desk.shield, Cover, lambda told: told.truth is Truth.LOCKED)
    desk.asks("reyes")
    assert desk.store.asked[-1][0] == "cruz"
    desk.given()
    desk.is_given()
    assert desk.enters().accepted
    assert desk.bodies(Kind.UNLOCKED)[0].details["approver"] == "Kim"


@pytest.mark.parametrize(
    ("rules", "truth", "may"),
    [
        ((), Truth.LOCKED, False),
        ((VOUCHING,), Truth.LOCKED, True),
        ((VOUCHING, FactorsRule(id="g")), Truth.LOCKED, False),
        ((VOUCHING, FactorsRule(id="g", at=("reauth", "unlock"))), Truth.SIGNED_OUT, True),
        ((VOUCHING, FactorsRule(id="g", scope=Scope(teams=("night",)))), Truth.LOCKED, True),
        ((FactorsRule(id="f", factors=("totp",), supervisor="vouches"),), Truth.LOCKED, False),
    ],
)
def test_every_rule_that_holds_has_to_let_them_and_a_password_is_asked_for(
    rules: tuple[FactorsRule, ...], truth: Truth, may: bool
) -> None:
    policy = Policy(name="x", format=1, rule=rules)
    assert MayVouch(policy, "cards")(datetime.now(UTC), True, truth) is may


@given(data=st.binary(max_size=64), at=st.integers(0, 200), by=st.integers(1, 255))
def test_any_changed_byte_of_a_vouch_or_of_its_signature_is_seen(data: bytes, at: int, by: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    vouch = Vouch(
        request=bytes(16), seat_id=SEAT, agent="cruz", issued=now, expires=now, reason="She is here.", approver="Kim"
    )
    signed = sign_vouch(KIM, vouch)
    assert verify_vouch(KIM.public_key(), signed) == vouch
    body = bytearray(signed.body)
    body[at % len(body)] ^= by
    for false in (replace(signed, body=bytes(body)), replace(signed, signature=bytes(64))):
        with pytest.raises(CredentialError):
            verify_vouch(KIM.public_key(), false)
    with pytest.raises(CredentialError):
        claimed_vouch(replace(signed, body=data))
