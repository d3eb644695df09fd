"""Vouches at the store: who may ask, who may answer, and that each counts once beside the right password."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.approvals import KIM
from tests.auditstore.test_parts import enrolled
from tests.auditstore.test_tries import Desk
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.facts.kinds import Kind, Severity
from workstation.record.exchange import VouchWanted
from workstation.record.vouch import SignedVouch, Vouch, sign_vouch

PASSWORD = "blue kite over manila"
REQUEST = bytes(range(16))


class VouchDesk(Desk):
    """A store with Ana, her password, a seat, and supervisors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.parts.passwords.change("Ana", PASSWORD)
        self.seat_id = f"{enrolled(self.parts).device}/1"

    def reader(self, name: str = "Kim", team: str = "", role: str = "supervisors") -> Reader:
        token = self.parts.directory.add_reader(name, role, team)  # type: ignore[arg-type]
        return self.parts.directory.reader_of(f"Bearer {token}")

    def asks(self, agent: str = "Ana", request: bytes = REQUEST) -> None:
        self.parts.vouches.ask(VouchWanted(seat_id=self.seat_id, agent=agent, request=request))

    def signed(self, minutes: int = 5, agent: str = "Ana", approver: str = "Kim") -> SignedVouch:
        vouch = Vouch(
            request=REQUEST,
            seat_id=self.seat_id,
            agent=agent,
            issued=self.now,
            expires=self.now + timedelta(minutes=minutes),
            reason="I see her.",
            approver=approver,
        )
        return sign_vouch(KIM, vouch)

    def judged(self, password: str = PASSWORD, agent: str = "Ana") -> str:
        with self.parts.database.reads.begin() as db:
            if not self.parts.vouches.is_given(db, self.seat_id, agent, REQUEST):
                return "not_given"
        return self.parts.agents.judge_vouched(agent, password, lambda db: self.parts.vouches.use(db, REQUEST)).reason


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[VouchDesk]:
    desk = VouchDesk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_a_password_counts_once_beside_a_word_that_was_given(desk: VouchDesk) -> None:
    desk.asks()
    assert desk.judged() == "not_given"
    found = desk.parts.vouches.standing(desk.reader(), "Ana")
    assert (found.request, found.seat_id, found.approver) == (REQUEST, desk.seat_id, "Kim")
    desk.parts.vouches.take(desk.reader(), desk.signed())
    assert desk.judged("not her password") == "wrong_code"
    assert desk.judged() == "ok"
    assert desk.judged() == "not_given"
    (asked,) = find(desk.parts.database, Wanted(kind=Kind.VOUCH_ASKED))
    assert (asked.agent, asked.team, asked.body.severity) == ("Ana", "cards", Severity.FAILURE)
    (given,) = find(desk.parts.database, Wanted(kind=Kind.VOUCHED))
    assert (given.agent, given.body.details["approver"]) == ("Ana", "Kim")
    assert "I see her" not in str(given)


def test_guesses_beside_a_word_wait_as_those_beside_a_code(desk: VouchDesk) -> None:
    desk.asks()
    desk.parts.vouches.take(desk.reader(), desk.signed())
    for _ in range(5):
        assert desk.judged("not her password") == "wrong_code"
    assert desk.judged() == "locked_out"


def test_an_agent_whom_nobody_knows_gets_the_same_answer_and_is_not_written_down(desk: VouchDesk) -> None:
    desk.asks("hunter2")
    assert not find(desk.parts.database, Wanted(kind=Kind.VOUCH_ASKED))
    for agent in ("hunter2", ""):
        with pytest.raises(RefusedError, match="asks for nothing"):
            desk.parts.vouches.standing(desk.reader(), agent)
    with pytest.raises(RefusedError, match="a moment ago"):
        desk.asks()
    desk.now += timedelta(seconds=21)
    desk.parts.access.revoke_agent("Ana", "kim")
    desk.asks(request=bytes(16))
    assert not find(desk.parts.database, Wanted(kind=Kind.VOUCH_ASKED))


def test_only_a_supervisor_of_agent_and_seat_vouches_in_their_own_name_and_never_for_themself(desk: VouchDesk) -> None:
    desk.asks()
    take = desk.parts.vouches.take
    for reader, signed, match in (
        (desk.reader(team="billing"), desk.signed(), "team"),
        (desk.reader(role="compliance"), desk.signed(), "only supervisors"),
        (desk.reader("Lee"), desk.signed(), "in the name of"),
        (desk.reader("ana"), desk.signed(approver="ana"), "somebody else"),
        (desk.reader(), desk.signed(minutes=30), "15 minutes at most"),
        (desk.reader(), desk.signed(minutes=-1), "from now on"),
        (desk.reader(), desk.signed(agent="Ben"), "nobody asked"),
        (desk.reader(), SignedVouch(body=b"\x90", signature=bytes(64)), "not valid"),
    ):
        with pytest.raises(RefusedError, match=match):
            take(reader, signed)
    take(desk.reader(team="cards"), desk.signed())
    with pytest.raises(RefusedError, match="answered already"):
        take(desk.reader(), desk.signed())


def test_what_nobody_answered_in_time_is_over(desk: VouchDesk) -> None:
    desk.asks()
    desk.now += timedelta(minutes=16)
    with pytest.raises(RefusedError, match="asks for nothing"):
        desk.parts.vouches.standing(desk.reader(), "Ana")
    with pytest.raises(RefusedError, match="its time is over"):
        desk.parts.vouches.take(desk.reader(), desk.signed())
