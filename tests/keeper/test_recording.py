"""The call recorder under the keeper: paused before a word is written, resumed after it, and doubted once a pause."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.fakes.ledger import FakeLedger
from tests.fakes.warden import FakeWarden
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear, utc_now
from tests.keeper.test_ledger import no_file_grows_beyond
from workstation.errors import LinkError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.ports import Subject
from workstation.keeper.recall import recall_pause
from workstation.keeper.recorder import Recorder
from workstation.keeper.recording import PORTS_AT_MOST, Recording
from workstation.keeper.slot import Slot
from workstation.keeper.truth import CodeVerified, LockOrdered, Standing
from workstation.link.asking import say_call
from workstation.link.client import Client
from workstation.link.messages import (
    CodeOffered,
    Cover,
    LockOrder,
    Message,
    NotPaused,
    PauseWanted,
    Ready,
    RecorderConfirmed,
    RecorderTold,
    ResumeWanted,
    Verdict,
)
from workstation.link.server import Peer
from workstation.record.entry import parse_payload

CARD = PauseWanted(rule="cards", application="crm", data_class="card_number")
PAUSED, RESUMED = RecorderTold(paused=True), RecorderTold(paused=False)
OF_RECORDINGS = {Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED, Kind.RECORDING_UNCONFIRMED}


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    yield running
    running.stop()


def port(keeper: RunningKeeper, told: RecorderTold = RESUMED) -> Client:
    """Connect a port of recorders, which is told at once how things are."""
    client = keeper.peer("recorder")
    assert hear(client, RecorderTold) == told
    return client


def of_recordings(keeper: RunningKeeper) -> list[Body]:
    bodies = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 10_000)]
    return [body for body in bodies if body.kind in OF_RECORDINGS]


def kinds(keeper: RunningKeeper) -> list[Kind]:
    return [body.kind for body in of_recordings(keeper)]


def test_a_pause_and_its_end_reach_every_port_and_the_record(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    ports = [port(keeper), port(keeper)]
    seat.send(CARD)
    assert [hear(each, RecorderTold) for each in ports] == [PAUSED, PAUSED]
    ports[0].send(RecorderConfirmed(paused=True))
    seat.send(ResumeWanted())
    assert [hear(each, RecorderTold) for each in ports] == [RESUMED, RESUMED]
    paused, resumed = of_recordings(keeper)
    assert (paused.kind, paused.severity, paused.outcome) == (Kind.RECORDING_PAUSED, Severity.CUSTODY, Outcome.DONE)
    assert (paused.rule, paused.application, paused.data_classes) == ("cards", "crm", {"card_number": 1})
    assert (resumed.kind, resumed.rule, resumed.data_classes) == (Kind.RECORDING_RESUMED, "cards", {"card_number": 1})
    assert list(resumed.details) == ["seconds"]


def test_what_is_paused_is_not_paused_twice_nor_resumed_twice(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    recorders = port(keeper)
    for word in (ResumeWanted(), CARD, CARD, ResumeWanted(), ResumeWanted(), CARD):
        seat.send(word)
    assert [hear(recorders, RecorderTold) for _ in range(3)] == [PAUSED, RESUMED, PAUSED]
    eventually(lambda: len(kinds(keeper)) == 3)
    assert kinds(keeper) == [Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED, Kind.RECORDING_PAUSED]


@contextmanager
def full(folder: Path) -> Iterator[None]:
    with no_file_grows_beyond((folder / "ledger.db-wal").stat().st_size):
        yield


def test_a_pause_that_cannot_be_written_holds_and_one_whose_end_cannot_be_goes_on(
    keeper: RunningKeeper, tmp_path: Path
) -> None:
    seat, shield, _ = keeper.open_seat()
    recorders = port(keeper)
    with full(tmp_path):
        seat.send(CARD)
        assert hear(recorders, RecorderTold) == PAUSED
        seat.send(ResumeWanted())
        assert hear(shield, Cover).reason == "not_durable"
        late = port(keeper, PAUSED)
    assert hear(late, RecorderTold) == RESUMED
    assert kinds(keeper)[:2] == [Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED]


def test_a_pause_that_nobody_confirms_is_a_violation_once_and_the_seat_hears_of_it(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    port(keeper)
    seat.send(CARD)
    hear(seat, NotPaused)
    violation = of_recordings(keeper)[-1]
    assert (violation.kind, violation.severity, violation.outcome) == (
        Kind.RECORDING_UNCONFIRMED,
        Severity.VIOLATION,
        Outcome.FAILED,
    )
    assert (violation.rule, violation.application, violation.data_classes) == ("cards", "crm", {"card_number": 1})
    seat.send(CARD)
    seat.send(ResumeWanted())
    eventually(lambda: Kind.RECORDING_RESUMED in kinds(keeper))
    assert kinds(keeper).count(Kind.RECORDING_UNCONFIRMED) == 1
    seat.send(CARD)
    hear(seat, NotPaused)
    assert kinds(keeper).count(Kind.RECORDING_UNCONFIRMED) == 2


@pytest.mark.parametrize("how", ["leaves", "records"])
def test_a_confirmed_pause_is_doubted_where_its_port_leaves_or_a_recorder_says_that_it_records(
    keeper: RunningKeeper, how: str
) -> None:
    seat, _, _ = keeper.open_seat()
    recorders = port(keeper)
    seat.send(CARD)
    assert hear(recorders, RecorderTold) == PAUSED
    recorders.send(RecorderConfirmed(paused=True))
    if how == "leaves":
        recorders.close()
    else:
        recorders.send(RecorderConfirmed(paused=False))
    hear(seat, NotPaused)


def test_a_lost_seat_ends_no_pause_and_the_next_one_says_how_things_are(keeper: RunningKeeper) -> None:
    seat, _, prompt = keeper.open_seat()
    recorders = port(keeper)
    seat.send(CARD)
    assert hear(recorders, RecorderTold) == PAUSED
    seat.close()
    eventually(lambda: Kind.SEAT_LOST in keeper.kinds())
    port(keeper, PAUSED)
    again = keeper.peer("seat")
    again.send(Ready(capabilities=()))
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    port(keeper, PAUSED)
    again.send(ResumeWanted())
    assert hear(recorders, RecorderTold) == RESUMED


def test_a_closed_seat_lets_go_of_nothing(keeper: RunningKeeper) -> None:
    seat, shield, prompt = keeper.open_seat()
    recorders = port(keeper)
    seat.send(CARD)
    assert hear(recorders, RecorderTold) == PAUSED
    seat.send(LockOrder(reason="agent"))
    hear(shield, Cover)
    seat.send(ResumeWanted())
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    assert Kind.RECORDING_RESUMED not in keeper.kinds()
    port(keeper, PAUSED)
    seat.send(ResumeWanted())
    assert hear(recorders, RecorderTold) == RESUMED


def test_the_end_of_a_call_resumes_whether_a_seat_is_there_or_not(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    recorders = port(keeper)
    seat.send(CARD)
    assert hear(recorders, RecorderTold) == PAUSED
    seat.close()
    say_call(keeper.socket, 1, on_call=False)
    assert hear(recorders, RecorderTold) == RESUMED
    assert keeper.kinds().index(Kind.CALL_ENDED) < keeper.kinds().index(Kind.RECORDING_RESUMED)


def test_a_keeper_that_starts_again_goes_on_with_the_pause_until_somebody_ends_it(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    seat, _, _ = first.open_seat()
    seat.send(CARD)
    eventually(lambda: Kind.RECORDING_PAUSED in first.kinds())
    first.stop()
    second = RunningKeeper(tmp_path)
    recorders = port(second, PAUSED)
    say_call(second.socket, 1, on_call=False)
    assert hear(recorders, RecorderTold) == RESUMED
    assert kinds(second)[-1] is Kind.RECORDING_RESUMED
    second.stop()
    third = RunningKeeper(tmp_path)
    port(third)
    third.stop()


def test_a_pause_outlives_a_sign_in_and_then_the_keeper(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    seat, _, _ = first.open_seat()
    seat.send(CARD)
    eventually(lambda: Kind.RECORDING_PAUSED in first.kinds())
    for kind in (Kind.SIGNED_OUT, Kind.SIGNED_IN):
        body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE)
        first.ledger.append(SEAT, Subject(agent="lopez"), body)
    seat.send(CARD)
    first.stop()
    second = RunningKeeper(tmp_path)
    port(second, PAUSED)
    second.stop()


@given(
    kinds=st.lists(
        st.sampled_from(
            [
                Kind.RECORDING_PAUSED,
                Kind.RECORDING_RESUMED,
                Kind.RECORDING_UNCONFIRMED,
                Kind.CALL_STARTED,
                Kind.CALL_ENDED,
                Kind.SIGNED_IN,
                Kind.SIGNED_OUT,
                Kind.KEEPER_STARTED,
            ]
        )
    )
)
def test_what_the_record_proves_of_a_pause_is_ended_by_its_end_or_that_of_a_call_alone(kinds: list[Kind]) -> None:
    ledger, wanted = FakeLedger(), None
    for number, kind in enumerate(kinds):
        about = replace(CARD, rule=f"rule-{number}")
        body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule=about.rule, application="crm")
        ledger.append(SEAT, Subject(agent="cruz"), replace(body, data_classes={"card_number": 1}))
        wanted = about if kind is Kind.RECORDING_PAUSED else wanted
        wanted = None if kind in {Kind.RECORDING_RESUMED, Kind.CALL_ENDED} else wanted
    found = recall_pause(ledger, SEAT, utc_now())
    assert (found and found[0]) == wanted


def test_ports_of_recorders_are_bounded(keeper: RunningKeeper) -> None:
    ports = [port(keeper) for _ in range(PORTS_AT_MOST)]
    with pytest.raises(LinkError):
        keeper.peer("recorder")
    ports[0].close()

    def joins() -> bool:
        try:
            keeper.peer("recorder")
        except LinkError:
            return False
        return True

    eventually(joins)


class Told(Peer):
    """A port that remembers what it was told, and what of recordings was durable by then."""

    def __init__(self, ledger: FakeLedger) -> None:
        self.told: list[tuple[Message, Kind | None]] = []
        self._ledger = ledger

    def send(self, message: Message) -> None:
        self.told.append((message, next(reversed(durable(self._ledger)), None)))


def durable(ledger: FakeLedger) -> list[Kind]:
    kinds = [parse_payload(entry.payload).body.kind for entry in ledger.waiting(SEAT, 10_000)]
    return [kind for kind in kinds if kind in OF_RECORDINGS]


HAPPENINGS = ("want", "end", "confirm", "deny", "later", "full", "works", "close", "open")


@given(happenings=st.lists(st.sampled_from(HAPPENINGS), max_size=40))
@example(happenings=["want", "full", "end", "want", "works"])
@example(happenings=["want", "close", "end", "open", "end"])
def test_a_recorder_goes_on_only_after_the_end_of_its_pause_is_durable_and_an_open_seat_wants_that(
    happenings: list[str],
) -> None:
    now, is_wanted = 0.0, False
    ledger = FakeLedger()
    pen = Recorder(ledger, SEAT, lambda: None)
    slot = Slot(
        number=1,
        recorder=pen,
        warden=FakeWarden(),
        clock=utc_now,
        elapsed=lambda: now,
        standing=Standing(truth=Truth.ACTIVE, agent="cruz", since=utc_now(), seat_ready=True),
    )
    recording, recorders = Recording(slot, None), Told(ledger)
    recording.joined(recorders)
    for happening in happenings:
        match happening:
            case "want" | "end":
                is_wanted = happening == "want" or (is_wanted and slot.standing.truth is not Truth.ACTIVE)
                recording.said(CARD if happening == "want" else ResumeWanted())
            case "confirm" | "deny":
                recording.said(RecorderConfirmed(paused=happening == "confirm"))
            case "later":
                now += 1.5
            case "close":
                slot.happen(LockOrdered(at=utc_now(), reason="agent"))
            case "open":
                slot.happen(CodeVerified(at=utc_now(), agent="cruz", team=""))
            case _:
                ledger.full = happening == "full"
        pen.retry()
        recording.look()
        word, _ = recorders.told[-1]
        assert word == PAUSED or not is_wanted
        assert word == RESUMED or is_wanted or not pen.durable
    assert all(last is Kind.RECORDING_RESUMED for word, last in recorders.told[1:] if word == RESUMED)
    runs = "".join(_LETTERS[kind] for kind in durable(ledger)).split("p")
    assert all(run.count("u") <= 1 and run.count("r") <= 1 for run in runs)


_LETTERS = {Kind.RECORDING_PAUSED: "p", Kind.RECORDING_RESUMED: "r", Kind.RECORDING_UNCONFIRMED: "u"}
