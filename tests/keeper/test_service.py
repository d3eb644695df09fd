"""The keeper over its real socket: what peers see of it, honest ones and others."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.openid import FakeOpenid
from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, DEADLINE, NO_RULES, SEAT, RunningKeeper, eventually, hear, utc_now
from tests.keeper.test_ledger import body, no_file_grows_beyond
from tests.samples import SHOWN
from workstation.errors import AlreadyRunningError, LinkError
from workstation.facts.body import Body
from workstation.facts.capability import Capability, Strength
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.acknowledgements import Acknowledgements
from workstation.keeper.charge import Charge
from workstation.keeper.choose import elapsed_clock
from workstation.keeper.keeper import KeeperService
from workstation.keeper.keyasking import no_key
from workstation.keeper.lease import Lease
from workstation.keeper.parts import Parts
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.refusals import ONE_BY_ONE
from workstation.keeper.ruled import Ruled
from workstation.keeper.signin import SignIn
from workstation.keeper.thrift import CAPACITY
from workstation.link.asking import say_call
from workstation.link.door import OwnDoor
from workstation.link.messages import (
    Attested,
    Beat,
    CallTold,
    CapabilitiesTold,
    CodeOffered,
    Cover,
    Covering,
    LockOrder,
    MyRecord,
    MyRecordWanted,
    PolicyTaken,
    PolicyTold,
    Ready,
    Recorded,
    Report,
    SignOffOrder,
    TruthTold,
    Uncover,
    Verdict,
)
from workstation.policy.fetching import PolicyRefused
from workstation.record.entry import parse_header, parse_payload

STRANGERS = int(os.environ.get("DESKWARDEN_STRANGERS", "500"))


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    yield running
    running.stop()


def test_a_code_opens_only_after_its_entry_is_durable(keeper: RunningKeeper) -> None:
    keeper.open_seat()
    assert Kind.SIGNED_IN in keeper.kinds()


def test_a_seat_without_its_sensors_does_not_open(keeper: RunningKeeper) -> None:
    keeper.peer("seat")
    prompt = keeper.peer("prompt")
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="seat_not_ready")


def test_a_wrong_code_and_a_used_one_are_refused_and_recorded(keeper: RunningKeeper) -> None:
    seat, shield, prompt = keeper.open_seat()
    seat.send(LockOrder(reason="agent"))
    hear(shield, Cover)
    for code, reason in (("000000", "wrong_code"), ("111111", "code_used")):
        prompt.send(CodeOffered(agent="", code=code))
        assert hear(prompt, Verdict) == Verdict(accepted=False, reason=reason)
    assert keeper.kinds().count(Kind.CODE_REFUSED) == 2
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    hear(shield, Uncover)


def test_who_signs_off_leaves_a_covered_seat_at_which_somebody_signs_in_by_name(keeper: RunningKeeper) -> None:
    seat, shield, prompt = keeper.open_seat()
    seat.send(SignOffOrder())
    assert hear(shield, Cover).truth is Truth.SIGNED_OUT
    eventually(lambda: Kind.SIGNED_OUT in keeper.kinds())
    prompt.send(CodeOffered(agent="", code="222222"))
    assert not hear(prompt, Verdict).accepted
    prompt.send(CodeOffered(agent="cruz", code="333333"))
    assert hear(prompt, Verdict).accepted
    hear(shield, Uncover)
    assert keeper.kinds().count(Kind.SIGNED_IN) == 2


def test_a_lock_covers_and_says_how_long_it_took(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    seat.send(LockOrder(reason="idle"))
    assert hear(shield, Cover).reason == "idle"
    shield.send(Covering(covered=True, keyboard=True, pointer=True, window=7))
    eventually(lambda: Kind.COVERED in keeper.kinds())


def test_a_cover_that_nobody_confirms_raises_the_alarm_and_asks_the_system(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(LockOrder(reason="idle"))
    eventually(lambda: Kind.COVER_LATE in keeper.kinds())
    assert keeper.warden.locked == [1]


def test_a_shield_that_loses_the_screen_raises_the_alarm_too(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    seat.send(LockOrder(reason="idle"))
    shield.send(Covering(covered=True, keyboard=True, pointer=True, window=7))
    eventually(lambda: Kind.COVERED in keeper.kinds())
    assert Kind.COVER_LATE not in keeper.kinds()
    shield.send(Covering(covered=False, keyboard=True, pointer=True, window=7))
    eventually(lambda: Kind.COVER_LATE in keeper.kinds())
    assert keeper.warden.locked == [1]


def test_a_clock_that_stands_still_postpones_neither_alarm_nor_reauthentication(tmp_path: Path) -> None:
    began = utc_now()
    keeper = RunningKeeper(tmp_path, Ruled(reauth_after=lambda *_: timedelta(milliseconds=100)), clock=lambda: began)
    _, shield, _ = keeper.open_seat()
    assert hear(shield, Cover).truth is Truth.REAUTH_DUE
    eventually(lambda: Kind.COVER_LATE in keeper.kinds())
    keeper.stop()


def test_a_seat_that_dies_locks_and_is_started_again(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    keeper.warden.started.clear()
    seat.close()
    assert hear(shield, Cover).reason == "seat_lost"
    eventually(lambda: "seat" in keeper.warden.started)
    assert Kind.SEAT_LOST in keeper.kinds()


def test_a_killed_shield_is_recorded_and_replaced(keeper: RunningKeeper) -> None:
    _, shield, _ = keeper.open_seat()
    shield.close()
    eventually(lambda: Kind.SHIELD_LOST in keeper.kinds())
    eventually(lambda: keeper.warden.started.count("shield") >= 2)


def test_a_call_is_written_down_and_told_to_the_seat(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    assert hear(seat, CallTold).on_call
    say_call(keeper.socket, 1, on_call=False)
    assert Kind.CALL_ENDED in keeper.kinds()
    hear(seat, CallTold, lambda told: not told.on_call)
    say_call(keeper.socket, 1, on_call=True)
    assert hear(seat, CallTold).on_call
    eventually(lambda: Kind.CALL_STARTED in keeper.kinds())


def test_the_end_of_a_call_that_cannot_be_recorded_changes_nothing(keeper: RunningKeeper, tmp_path: Path) -> None:
    seat, _, _ = keeper.open_seat()
    assert hear(seat, CallTold).on_call
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size), pytest.raises(LinkError):
        say_call(keeper.socket, 1, on_call=False)
    assert keeper.slot.on_call


def test_reports_are_confirmed_with_their_number(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(Report(number=41, body=body()))
    assert hear(seat, Recorded).number == 41
    assert Kind.COPY_BLOCKED in keeper.kinds()


def test_reports_that_come_together_are_each_confirmed_in_their_order(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    for number in range(250):
        seat.send(Report(number=number, body=SHOWN))
    seat.send(LockOrder(reason="agent"))
    seat.send(Report(number=250, body=SHOWN))
    recorded = [hear(seat, Recorded) for _ in range(251)]
    assert [each.number for each in recorded] == list(range(251))
    assert sorted(each.seq for each in recorded) == [each.seq for each in recorded]
    hear(shield, Cover)
    kinds = keeper.kinds()
    assert kinds[recorded[0].seq - 1 : recorded[249].seq] == [Kind.DATA_SHOWN] * 250
    assert kinds[recorded[249].seq : recorded[250].seq] == [Kind.LOCKED, Kind.DATA_SHOWN]


def test_a_seat_that_says_no_more_after_its_reports_is_lost_after_them(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    for number in range(20):
        seat.send(Report(number=number, body=SHOWN))
    seat._socket.shutdown(socket.SHUT_WR)
    eventually(lambda: Kind.SEAT_LOST in keeper.kinds())
    kinds = [kind for kind in keeper.kinds() if kind in {Kind.DATA_SHOWN, Kind.SEAT_LOST}]
    assert kinds == [*[Kind.DATA_SHOWN] * 20, Kind.SEAT_LOST]


def test_an_agent_sees_what_was_recorded(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    seat.send(Report(number=1, body=body()))
    hear(seat, Recorded)
    seat.send(MyRecordWanted())
    assert hear(seat, MyRecord).lines[0].body.kind is Kind.COPY_BLOCKED


def test_what_cannot_be_recorded_cannot_be_opened(keeper: RunningKeeper, tmp_path: Path) -> None:
    seat, shield, prompt = keeper.open_seat()
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        seat.send(LockOrder(reason="agent"))
        hear(shield, Cover)
        prompt.send(CodeOffered(agent="", code="222222"))
        assert hear(prompt, Verdict) == Verdict(accepted=False, reason="not_durable")
    prompt.send(CodeOffered(agent="", code="333333"))
    assert hear(prompt, Verdict).accepted
    kinds = keeper.kinds()
    assert Kind.LOCKED in kinds
    assert [kind for kind in kinds if kind in {Kind.CODE_REFUSED, Kind.UNLOCKED}] == [Kind.CODE_REFUSED, Kind.UNLOCKED]


def test_a_report_is_confirmed_only_once_it_is_durable(keeper: RunningKeeper, tmp_path: Path) -> None:
    seat, shield, _ = keeper.open_seat()
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        seat.send(Report(number=7, body=body()))
        assert hear(shield, Cover).reason == "not_durable"
        assert Kind.COPY_BLOCKED not in keeper.kinds()
    recorded = hear(seat, Recorded)
    assert recorded.number == 7
    assert parse_header(keeper.ledger.waiting(SEAT, 10_000)[recorded.seq - 1].header).kind is Kind.COPY_BLOCKED


def test_reports_that_come_together_are_confirmed_only_once_they_are_durable(
    keeper: RunningKeeper, tmp_path: Path
) -> None:
    seat, shield, _ = keeper.open_seat()
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        for number in range(30):
            seat.send(Report(number=number, body=SHOWN))
        assert hear(shield, Cover).reason == "not_durable"
        assert Kind.DATA_SHOWN not in keeper.kinds()
    recorded = [hear(seat, Recorded) for _ in range(30)]
    assert [each.number for each in recorded] == list(range(30))
    kinds = keeper.kinds()
    assert [kinds[each.seq - 1] for each in recorded] == [Kind.DATA_SHOWN] * 30


class SlowVerifier(FakeVerifier):
    """Answers once it is let; `asked` says that it was asked."""

    def __init__(self) -> None:
        super().__init__("cruz", CODES)
        self.let, self.asked = threading.Event(), threading.Event()

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        self.asked.set()
        self.let.wait(DEADLINE)
        return super().verify(seat_id, agent, code, password, key)


def test_a_slow_store_keeps_nobody_waiting_but_the_code(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    keeper = RunningKeeper(tmp_path, verifier=verifier)
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    prompt.send(Attested(items=()))
    assert hear(prompt, Verdict).reason == "too_late"
    verifier.let.set()
    assert hear(prompt, Verdict) == Verdict(accepted=True, reason="ok")
    keeper.stop()


def test_a_prompt_that_left_opens_nothing(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    keeper = RunningKeeper(tmp_path, verifier=verifier)
    keeper.peer("seat").send(Ready(capabilities=()))
    prompt = keeper.peer("prompt")
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    prompt.send(Attested(items=()))
    hear(prompt, Verdict)
    prompt.close()
    eventually(lambda: not keeper.slot.prompts)
    verifier.let.set()
    another = keeper.peer("prompt")
    another.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(another, Verdict).accepted
    assert keeper.kinds().count(Kind.SIGNED_IN) == 1
    keeper.stop()


def test_a_restarted_keeper_locks_for_the_agent_who_was_there(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    first.open_seat()
    first.stop()
    again = RunningKeeper(tmp_path)
    told = hear(again.peer("seat"), TruthTold)
    assert (told.truth, told.agent) == (Truth.LOCKED, "cruz")
    assert hear(again.peer("shield"), Cover).reason == "keeper_started"
    again.stop()


def test_what_a_session_keeps_other_than_before_is_recorded_once(tmp_path: Path) -> None:
    def kept(strength: Strength) -> tuple[Capability, ...]:
        print_key = Capability(promise="The Print key", strength=Strength.PREVENTED)
        return print_key, Capability(promise="Pages in Chromium", strength=strength)

    keeper = RunningKeeper(tmp_path)
    seat = keeper.peer("seat")
    seat.send(Ready(capabilities=kept(Strength.PREVENTED)))
    for strength in (Strength.PREVENTED, Strength.NOT_HERE, Strength.NOT_HERE):
        seat.send(CapabilitiesTold(capabilities=kept(strength)))
    eventually(lambda: Kind.CAPABILITIES_CHANGED in keeper.kinds())
    seat.send(Report(number=1, body=body()))
    eventually(lambda: Kind.COPY_BLOCKED in keeper.kinds())
    assert keeper.kinds().count(Kind.CAPABILITIES_CHANGED) == 1
    assert keeper.kinds().count(Kind.SEAT_READY) == 1
    assert keeper.slot.capabilities == kept(Strength.NOT_HERE)
    keeper.stop()


def test_the_checklist_comes_between_code_and_desktop(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("No paper on the desk.", "No phone on the desk.")))
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert len(hear(prompt, Verdict).checklist) == 2
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).reason == "checklist"
    assert not keeper.slot.standing.uncovered
    prompt.send(Attested(items=(0, 1)))
    assert hear(prompt, Verdict) == Verdict(accepted=True, reason="ok")
    assert Kind.DESK_ATTESTED in keeper.kinds()
    keeper.stop()


def test_a_checklist_confirmed_at_another_prompt_does_not_open_a_locked_seat(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("No paper on the desk.",)))
    seat, forgotten, prompt = keeper.peer("seat"), keeper.peer("prompt"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    for each, code in ((forgotten, "111111"), (prompt, "222222")):
        each.send(CodeOffered(agent="cruz", code=code))
        assert hear(each, Verdict).reason == "checklist"
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).reason == "ok"
    seat.send(LockOrder(reason="agent"))
    hear(prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    forgotten.send(Attested(items=(0,)))
    assert hear(forgotten, Verdict).reason == "too_late"
    assert keeper.slot.standing.truth is Truth.LOCKED
    keeper.stop()


def test_a_checklist_that_changed_meanwhile_is_shown_before_it_is_confirmed(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("No phone on the desk.",)))
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).reason == "checklist"
    keeper.change(Ruled(version="second", checklist=("Nobody else is in the room.",)))
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).checklist == ("Nobody else is in the room.",)
    assert keeper.slot.standing.truth is Truth.SIGNED_OUT
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).reason == "ok"
    keeper.stop()


class SlowFor(FakeVerifier):
    """Judges one code once it is let."""

    def __init__(self, code: str) -> None:
        super().__init__("cruz", {"111111", "222222"})
        self._code = code
        self.asked, self.let = threading.Event(), threading.Event()

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        if code == self._code:
            self.asked.set()
            assert self.let.wait(DEADLINE)
        return super().verify(seat_id, agent, code, password, key)


def test_what_was_judged_while_a_seat_was_open_does_not_open_it_after_its_agent_signed_out(tmp_path: Path) -> None:
    verifier = SlowFor("222222")
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("No phone on the desk.",)), verifier=verifier)
    seat, late, prompt = keeper.peer("seat"), keeper.peer("prompt"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    late.send(CodeOffered(agent="cruz", code="222222"))
    assert verifier.asked.wait(DEADLINE)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).reason == "checklist"
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).reason == "ok"
    verifier.let.set()
    assert hear(late, Verdict).reason == "too_late"
    seat.send(SignOffOrder())
    eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
    late.send(Attested(items=(0,)))
    assert hear(late, Verdict).reason == "too_late"
    assert keeper.slot.standing.truth is Truth.SIGNED_OUT
    keeper.stop()


def test_reauthentication_falls_due(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(reauth_after=lambda *_: timedelta(milliseconds=100)))
    _, shield, _ = keeper.open_seat()
    assert hear(shield, Cover).truth is Truth.REAUTH_DUE
    keeper.stop()


def test_a_second_factor_falls_due_as_a_call_begins_where_a_rule_of_calls_says_so(tmp_path: Path) -> None:
    seconds = {True: 0.0, False: 900.0}
    keeper = RunningKeeper(tmp_path, Ruled(reauth_after=lambda _, on_call, __: timedelta(seconds=seconds[on_call])))
    keeper.slot.on_call = False
    seat, shield, _ = keeper.open_seat()
    say_call(keeper.socket, 1, on_call=True)
    assert hear(shield, Cover).truth is Truth.REAUTH_DUE
    hear(seat, TruthTold, lambda told: told.truth is Truth.REAUTH_DUE)
    keeper.stop()


def test_an_exception_holds_for_the_keeper_from_its_entry_until_the_seat_closes(tmp_path: Path) -> None:
    asked: list[frozenset[str]] = []
    keeper = RunningKeeper(tmp_path, Ruled(reauth_after=lambda _, __, granted: asked.append(granted)))
    seat, _, _ = keeper.open_seat()
    assert keeper.slot.granted == frozenset()
    used = Body(kind=Kind.EXCEPTION_USED, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule="trainer")
    seat.send(Report(number=1, body=used))
    hear(seat, Recorded)
    eventually(lambda: bool(asked) and asked[-1] == frozenset({"trainer"}))
    seat.send(LockOrder(reason="agent"))
    hear(seat, TruthTold, lambda told: told.truth is Truth.LOCKED)
    assert keeper.slot.granted == frozenset()
    keeper.stop()


@pytest.mark.parametrize("said", [b"\0\0\0\x02{}", b"\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n\r\n", b"\0\0"])
def test_a_peer_that_speaks_nonsense_is_cut_off_and_the_honest_seat_goes_on(keeper: RunningKeeper, said: bytes) -> None:
    seat, _, _ = keeper.open_seat()
    with socket.socket(socket.AF_UNIX) as hostile:
        hostile.connect(str(keeper.socket))
        hostile.settimeout(DEADLINE)
        hostile.sendall(said)
        hostile.shutdown(socket.SHUT_WR)
        assert hostile.recv(1) == b""
    eventually(lambda: Kind.PEER_REFUSED in keeper.kinds())
    seat.send(Report(number=1, body=body()))
    assert hear(seat, Recorded).seq > 0


def test_a_second_seat_is_refused(keeper: RunningKeeper) -> None:
    keeper.open_seat()
    with pytest.raises(LinkError, match="closed"):
        keeper.peer("seat")


def test_a_surplus_shield_is_ended_and_its_window_taken_away(keeper: RunningKeeper) -> None:
    _, shield, _ = keeper.open_seat()
    keeper.peer("shield")
    with pytest.raises(LinkError, match="closed"):
        keeper.peer("shield")
    assert keeper.warden.killed == [os.getpid()]
    hear(shield, Uncover)


def labels(keeper: RunningKeeper) -> list[tuple[Kind, str]]:
    headers = (parse_header(entry.header) for entry in keeper.ledger.waiting(SEAT, 10_000))
    return [(header.kind, header.policy) for header in headers]


def test_another_policy_is_told_to_the_seat_and_entries_name_it_once_the_seat_goes_by_it(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    keeper.change(Ruled(version="second", policy=b"rules"))
    told = hear(seat, PolicyTold, lambda told: told.version == "second")
    assert told.policy == b"rules"
    seat.send(Report(number=1, body=body()))
    hear(seat, Recorded)
    seat.send(PolicyTaken(version="second"))
    seat.send(Report(number=2, body=body()))
    hear(seat, Recorded)
    written = labels(keeper)
    assert Kind.POLICY_IN_FORCE in [kind for kind, _ in written]
    assert [policy for kind, policy in written if kind is Kind.COPY_BLOCKED] == ["none", "second"]
    assert keeper.slot.standing.truth is Truth.ACTIVE


def test_a_confirmation_of_the_same_policy_is_told_and_not_recorded(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    keeper.change(replace(NO_RULES, confirmed=utc_now()))
    hear(seat, PolicyTold, lambda told: told.confirmed is not None)
    assert Kind.POLICY_IN_FORCE not in keeper.kinds()


def test_who_signs_in_after_a_change_confirms_the_new_checklist(keeper: RunningKeeper) -> None:
    keeper.change(Ruled(version="second", checklist=("No paper on the desk.",)))
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    hear(seat, TruthTold)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).checklist == ("No paper on the desk.",)


def test_a_policy_that_is_too_old_is_a_failure_once(keeper: RunningKeeper) -> None:
    keeper.peer("status")
    for version in ("strictest", "stricter still"):
        keeper.change(Ruled(version=version, is_strictest=True))
    eventually(lambda: keeper.kinds().count(Kind.POLICY_IN_FORCE) == 2)
    assert keeper.kinds().count(Kind.POLICY_TOO_OLD) == 1


def test_a_flood_is_counted_confirmed_and_locks_the_seat(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(violations_a_minute=10))
    seat, shield, _ = keeper.open_seat()
    for number in range(1, 101):
        seat.send(Report(number=number, body=body()))
    assert hear(shield, Cover).reason == "flood"
    confirmed = {hear(seat, Recorded).number for _ in range(100)}
    assert confirmed == set(range(1, 101))
    bodies = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 1000)]
    counted = sum(int(each.details["count"]) for each in bodies if each.kind is Kind.FLOOD)
    assert sum(each.kind is Kind.COPY_BLOCKED for each in bodies) == 10
    assert counted == 90
    keeper.stop()


def test_what_a_flood_left_counted_is_written_when_the_keeper_ends(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(violations_a_minute=1))
    seat, shield, _ = keeper.open_seat()
    for number in range(1, 51):
        seat.send(Report(number=number, body=body()))
    hear(shield, Cover)
    keeper.stop()
    again = RunningKeeper(tmp_path)
    bodies = [parse_payload(entry.payload).body for entry in again.ledger.waiting(SEAT, 1000)]
    again.stop()
    written = sum(each.kind is Kind.COPY_BLOCKED for each in bodies)
    counted = sum(int(each.details["count"]) for each in bodies if each.kind is Kind.FLOOD)
    assert written == 1
    assert counted >= 1


def test_a_flood_of_strangers_is_counted_and_keeps_nobody_out(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    seat, _, _ = keeper.open_seat()
    for number in range(STRANGERS):
        if number % 100 == 0:
            seat.send(Beat())
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(keeper.socket))
            stranger.sendall(b"\xff" * 64)
            assert stranger.recv(1) == b""  # cut off
    seat.send(Report(number=1, body=body()))
    assert hear(seat, Recorded).number == 1
    keeper.stop()
    again = RunningKeeper(tmp_path)
    bodies = [parse_payload(entry.payload).body for entry in again.ledger.waiting(SEAT, 10_000)]
    again.stop()
    refused = [each for each in bodies if each.kind is Kind.PEER_REFUSED]
    singly = sum("count" not in each.details for each in refused)
    assert singly % ONE_BY_ONE == 0  # so many a minute, for as long as it goes on
    assert singly + sum(int(each.details.get("count", 0)) for each in refused) == STRANGERS


def test_nearly_full_the_keeper_counts_what_is_routine_and_writes_what_is_not(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    seat, _, _ = keeper.open_seat()
    keeper.waiting = CAPACITY
    for number in range(1, 41):
        seat.send(Report(number=number, body=SHOWN if number % 2 else body()))
    confirmed = {hear(seat, Recorded).number for _ in range(20)}
    assert confirmed == set(range(2, 41, 2))
    keeper.stop()
    again = RunningKeeper(tmp_path)
    bodies = [parse_payload(entry.payload).body for entry in again.ledger.waiting(SEAT, 1000)]
    again.stop()
    (merged,) = (each for each in bodies if each.kind is Kind.RECORDS_MERGED)
    assert (merged.details, merged.severity) == ({"of": "data.shown", "count": 20}, Severity.CUSTODY)
    assert sum(each.kind is Kind.COPY_BLOCKED for each in bodies) == 20
    assert not any(each.kind is Kind.DATA_SHOWN for each in bodies)


def test_a_clock_that_is_set_is_a_violation_with_its_seconds(tmp_path: Path) -> None:
    ahead = timedelta()

    def clock() -> datetime:
        return utc_now() + ahead

    keeper = RunningKeeper(tmp_path, clock=clock)
    keeper.peer("status")
    ahead = timedelta(days=-3650)
    eventually(lambda: Kind.CLOCK_CHANGED in keeper.kinds())
    bodies = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 100)]
    (seconds,) = (each.details["seconds"] for each in bodies if each.kind is Kind.CLOCK_CHANGED)
    assert abs(int(seconds) + 3650 * 86_400) <= 1
    keeper.stop()


def test_a_refused_policy_is_a_violation_whose_words_fit_an_entry(keeper: RunningKeeper) -> None:
    keeper.peer("status")
    keeper.refuse(PolicyRefused(what="timestamp.json", why="not\x1b signed " + "x" * 10_000))
    eventually(lambda: Kind.POLICY_REFUSED in keeper.kinds())
    entry = next(
        entry for entry in keeper.ledger.waiting(SEAT, 100) if parse_header(entry.header).severity == "violation"
    )
    details = parse_payload(entry.payload).body.details
    assert details["what"] == "timestamp.json"
    assert str(details["why"]).startswith("not signed xxx")


def test_a_second_keeper_is_refused(keeper: RunningKeeper) -> None:
    keeper.peer("status")
    second = KeeperService(
        glass=keeper.service._glass,
        vouching=keeper.service._vouching,
        password_change=keeper.service._password_change,
        own_sessions=keeper.service._own_sessions,
        telling=keeper.service._telling,
        charge=Charge(seat_id=SEAT, door=OwnDoor(keeper.socket), team="cards"),
        changeover=keeper.changeover,
        slot=keeper.slot,
        parts=Parts(keeper.slot, keeper.warden),
        signin=SignIn(
            keeper.slot,
            FakeVerifier("cruz", CODES),
            SEAT,
            (),
            utc_now,
            acknowledgements=Acknowledgements(FakeVault()),
            ask_key=no_key,
            openid=FakeOpenid(),
        ),
        ledger=keeper.ledger,
        clock=utc_now,
        health=keeper.service._health,
        lease=Lease(elapsed_clock(), timedelta()),
        waiting=lambda: 0,
        supporting=keeper.service._supporting,
        orders=keeper.service._orders,
    )
    with pytest.raises(AlreadyRunningError):
        asyncio.run(second.run())
