"""The seat's link to the keeper: nothing unconfirmed is forgotten, and a lost keeper means locked."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from tests.approvals import SEAT, SUPPORTED, signed
from tests.fakes.credentials import PASSWORD, FakeCredentials
from tests.fakes.openid import BEGUN, FakeOpenid, come
from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, NO_RULES, RunningKeeper, eventually, hear
from tests.keeper.test_factors import asking
from tests.keeper.test_ledger import body
from tests.keeper.test_stepup import OPENED
from tests.openid.browser import Browser
from workstation.credentials.breakglass import code_for
from workstation.errors import LinkError
from workstation.facts.actions import StepUp
from workstation.facts.kinds import Kind
from workstation.facts.observations import (
    CredentialsChanged,
    EntryWritten,
    GlassBroken,
    Observation,
    PasswordChangeOffered,
    ProgramsStarted,
    ProofInBrowser,
    RecoveryCodeUsed,
    StoreSawSeat,
    SupportChanged,
    TruthChanged,
)
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.situation import StoreView
from workstation.facts.truth import Truth
from workstation.keeper.choose import elapsed_clock
from workstation.keeper.glasskey import KEY_NAME
from workstation.keeper.keeper import SILENT_AFTER
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.keeper.storeview import StoreViews
from workstation.link.messages import (
    CodeOffered,
    ConfirmElsewhere,
    ElsewhereAnswered,
    ElsewhereOffered,
    GlassAsked,
    GlassOffered,
    GlassWanted,
    MyRecord,
    MySessions,
    MySessionsWanted,
    OpenBrowser,
    PasswordAnswered,
    PasswordOffered,
    PolicyTold,
    ProofOffered,
    ProofTold,
    Verdict,
)
from workstation.policy.rules import FactorsRule
from workstation.record.directive import ActApproved, ActRevoked
from workstation.record.exchange import OpenidBegun
from workstation.seat.keeper import LinkKeeper


@contextmanager
def linked(
    keeper: RunningKeeper, told: Callable[[PolicyTold], None] | None = None
) -> Iterator[tuple[LinkKeeper, queue.Queue[Observation]]]:
    """Link a seat to a running keeper, receiving on a thread of its own."""
    link = LinkKeeper(keeper.socket, 1)
    posted: queue.Queue[Observation] = queue.Queue()
    _connected(link)
    thread = threading.Thread(target=link.run, args=(posted.put, lambda: True, told or (lambda _: None)))
    thread.start()
    try:
        yield link, posted
    finally:
        link.stop()
        thread.join()


def _connected(link: LinkKeeper) -> None:
    until = datetime.now(UTC) + timedelta(seconds=10)
    while True:
        try:
            link.connect()
        except LinkError:
            if datetime.now(UTC) > until:
                raise
        else:
            return


def truth_for(posted: queue.Queue[Observation], reason: str) -> TruthChanged:
    while True:
        match posted.get(timeout=60):
            case TruthChanged(reason=told) as changed if told == reason:
                return changed
            case _:
                continue


def test_what_is_reported_while_the_keeper_is_gone_is_recorded_by_the_next_one(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    with linked(first) as (link, posted):
        link.ready(())
        first.stop()
        assert truth_for(posted, "keeper_gone").truth is Truth.LOCKED
        link.report(body())
        again = RunningKeeper(tmp_path)
        eventually(lambda: Kind.COPY_BLOCKED in again.kinds())
        eventually(lambda: again.slot.standing.seat_ready)
        again.stop()


def test_what_the_agent_starts_is_posted_as_the_keeper_hears_of_it(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (_, posted):
        asyncio.run_coroutine_threadsafe(keeper.service.executed((7, 8)), keeper._loop).result(10)
        while not isinstance(started := posted.get(timeout=60), ProgramsStarted):
            continue
        assert started.pids == (7, 8)
        keeper.stop()


def test_how_many_recovery_codes_are_left_is_posted_once_the_seat_is_open(tmp_path: Path) -> None:
    verifier = FakeVerifier("cruz", CODES)
    verifier.recovery_left = 4
    keeper = RunningKeeper(tmp_path, verifier=verifier)
    with linked(keeper) as (link, posted):
        link.ready(())
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        heard: list[Observation] = []
        while not heard or not isinstance(heard[-1], RecoveryCodeUsed):
            heard.append(posted.get(timeout=60))
        assert heard[-1].left == 4
        opened = [each for each in heard if isinstance(each, TruthChanged)][-1]
        assert (opened.truth, opened.agent) == (Truth.ACTIVE, "cruz")
    keeper.stop()


def test_an_agents_own_sessions_are_asked_for_and_ended_and_each_answer_comes_to_who_asked(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    listed: queue.Queue[MySessions] = queue.Queue()
    ended: queue.Queue[ElsewhereAnswered] = queue.Queue()
    with linked(keeper) as (link, posted):
        link.ready(())
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        while truth_for(posted, "").truth is not Truth.ACTIVE:
            continue
        link.ask_my_sessions(MySessionsWanted(number=4), listed.put)
        assert listed.get(timeout=60) == MySessions(number=4, reason="ok", factors=("totp",))
        link.end_elsewhere(ElsewhereOffered(number=5, code="222222"), ended.put)
        assert ended.get(timeout=60) == ElsewhereAnswered(number=5, reason="ok")
    keeper.stop()


def test_an_end_of_the_shift_that_is_near_is_posted_and_then_that_it_is_not(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, posted):
        link.ready(())
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        while truth_for(posted, "").truth is not Truth.ACTIVE:
            continue
        end = ShiftEnd(rule="day", at=datetime.now(UTC) + timedelta(minutes=2), then="sign_out")
        keeper.do(lambda: keeper.slot.say_shift(end))
        assert truth_for(posted, "").shift == end
        assert truth_for(posted, "").shift is None  # a policy without shifts has none, which the keeper soon says
    keeper.stop()


def test_a_password_is_changed_and_what_became_of_credentials_is_posted(tmp_path: Path) -> None:
    store = FakeCredentials()
    store.becomes("totp_renewed")
    keeper = RunningKeeper(tmp_path, asking(FactorsRule(id="f", at=("reauth",))), credentials=store)
    answers: queue.Queue[PasswordAnswered] = queue.Queue()
    with linked(keeper) as (link, posted):
        link.ready(())
        keeper.peer("prompt").send(CodeOffered(agent="cruz", code="111111"))
        heard: list[Observation] = []
        wanted = {("totp", "password"), "totp_renewed"}
        while wanted:
            heard.append(last := posted.get(timeout=60))
            if isinstance(last, PasswordChangeOffered):
                wanted.discard(last.factors)
            if isinstance(last, CredentialsChanged):
                wanted.discard(last.what)
        offer = PasswordOffered(
            number=3, code="222222", password=PASSWORD, new="seven green umbrellas", ends_elsewhere=False
        )
        link.offer_password(offer, answers.put)
        assert answers.get(timeout=60) == PasswordAnswered(number=3, reason="ok")
        assert not store.wanted[0].ends_elsewhere
    keeper.stop()


def test_that_a_break_glass_code_opened_the_seat_is_posted(tmp_path: Path) -> None:
    vault = FakeVault()
    vault.put(KEY_NAME, bytes(32))
    keeper = RunningKeeper(tmp_path, vault=vault)
    with linked(keeper) as (link, posted):
        link.ready(())
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt = keeper.peer("prompt")
        prompt.send(GlassWanted())
        challenge = hear(prompt, GlassAsked).challenge.replace("-", "")
        prompt.send(GlassOffered(agent="cruz", code=code_for(bytes(32), challenge, "cruz")))
        heard: list[Observation] = []
        while not heard or not isinstance(heard[-1], GlassBroken):
            heard.append(posted.get(timeout=60))
        assert heard[-1].until > heard[-1].at
    keeper.stop()


def test_remote_support_is_told_to_the_seat_when_it_begins_and_when_it_is_over(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, ruled_by(SUPPORTED, "cards"))
    with linked(keeper) as (link, posted):
        link.ready(())
        prompt = keeper.peer("prompt")
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        eventually(lambda: keeper.slot.standing.uncovered)
        keeper.direct(ActApproved(approval=signed()))
        keeper.direct(ActRevoked(seat_id=SEAT))
        heard: list[SupportChanged] = []
        while len(heard) < 2:
            match posted.get(timeout=60):
                case SupportChanged() as changed:
                    heard.append(changed)
                case _:
                    continue
        assert [changed.support and changed.support.approver for changed in heard] == ["Kim", None]
    keeper.stop()


def seen(posted: queue.Queue[Observation]) -> StoreView | None:
    """Return what the seat is told next of from where the store sees it."""
    while not isinstance(told := posted.get(timeout=60), StoreSawSeat):
        continue
    return told.view


def test_from_where_the_store_sees_the_seat_is_posted_and_a_keeper_that_does_not_know_ends_it(tmp_path: Path) -> None:
    views = StoreViews(elapsed_clock(), lambda _: True)
    keeper = RunningKeeper(tmp_path, Ruled(version="none"), views=views)
    with linked(keeper) as (_, posted):
        assert seen(posted) is None
        views.saw("203.0.113.7", "192.168.1.7")
        assert seen(posted) == StoreView(seen_from="203.0.113.7", own="192.168.1.7")
        keeper.stop()
        again = RunningKeeper(tmp_path, Ruled(version="none"), views=StoreViews(elapsed_clock()))
        assert seen(posted) is None
        again.stop()


def test_a_policy_that_changed_while_the_keeper_was_away_is_told_by_the_next_one(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    told = queue.Queue[PolicyTold]()
    with linked(first, told.put) as (link, _):
        assert told.get(timeout=60).version == NO_RULES.version
        link.ready(())
        first.stop()
        again = RunningKeeper(tmp_path, Ruled(version="second"))
        assert told.get(timeout=60).version == "second"
        again.stop()


def test_a_pause_of_the_recorder_is_wanted_of_the_next_keeper_too_and_only_the_last_word_counts(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    with linked(first) as (link, posted):
        link.ready(())
        first.stop()
        truth_for(posted, "keeper_gone")
        link.resume_recorder()
        link.pause_recorder("cards", "x" * 10_000, "card_number")
        again = RunningKeeper(tmp_path)
        eventually(lambda: Kind.RECORDING_PAUSED in again.kinds())
        assert Kind.RECORDING_RESUMED not in again.kinds()
        again.stop()


def test_a_report_that_no_keeper_would_take_is_told_as_a_failure(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, _):
        link.report(replace(body(), application="x" * 10_000))
        link.report(body())
        eventually(lambda: Kind.COPY_BLOCKED in keeper.kinds())
        assert Kind.CONTROL_FAILED in keeper.kinds()
        assert Kind.PEER_REFUSED not in keeper.kinds()
    keeper.stop()


def test_the_agents_record_comes_over_the_link(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, _):
        answers = queue.Queue[MyRecord]()
        link.ask_my_record(10, answers.put)
        assert answers.get(timeout=60).lines == ()
    keeper.stop()


def test_a_seat_whose_engine_hangs_is_taken_for_dead(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, silent_after=SILENT_AFTER)
    link = LinkKeeper(keeper.socket, 1)
    _connected(link)
    thread = threading.Thread(target=link.run, args=(lambda _: None, lambda: False, lambda _: None))
    thread.start()
    eventually(lambda: Kind.SEAT_LOST in keeper.kinds())
    assert keeper.warden.killed
    link.stop()
    thread.join()
    keeper.stop()


def test_a_reveal_that_is_over_takes_neither_wish_nor_verdict_of_the_next_one(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, posted):
        link.ready(())
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt = keeper.peer("prompt")
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        link.step_up(StepUp(number=2, body=OPENED, within=timedelta()))
        link.drop_step_up(1)
        verdicts: queue.Queue[ProofTold] = queue.Queue()
        for number, code in ((1, "222222"), (2, "333333")):
            link.offer_proof(ProofOffered(number=number, code=code), verdicts.put)
        both = [verdicts.get(timeout=60) for _ in range(2)]
        assert [(told.number, told.accepted) for told in both if isinstance(told, Verdict)] == [
            (1, False),
            (2, True),
        ]
        assert any(isinstance(each, EntryWritten) and each.body == OPENED for each in tuple(posted.queue))
    keeper.stop()


def test_a_reveal_that_was_refused_is_not_told_again_to_the_next_keeper(tmp_path: Path) -> None:
    vault = FakeVault()
    vault.put(KEY_NAME, bytes(32))
    keeper = RunningKeeper(tmp_path, vault=vault)
    with linked(keeper) as (link, _):
        link.ready(())
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt = keeper.peer("prompt")
        prompt.send(GlassWanted())
        challenge = hear(prompt, GlassAsked).challenge.replace("-", "")
        prompt.send(GlassOffered(agent="cruz", code=code_for(bytes(32), challenge, "cruz")))
        assert hear(prompt, Verdict).accepted
        link.report(OPENED)
        eventually(lambda: Kind.REVEAL_REFUSED in keeper.kinds())
        eventually(lambda: not link._unconfirmed)
    keeper.stop()


def test_what_is_to_be_confirmed_elsewhere_is_told_before_the_verdict(tmp_path: Path) -> None:
    provider = FakeOpenid(BEGUN)
    provider.says = come("cruz")
    keeper = RunningKeeper(tmp_path, openid=provider)
    with linked(keeper) as (link, _):
        link.ready(())
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt = keeper.peer("prompt")
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        link.step_up(StepUp(number=1, body=OPENED, within=timedelta()))
        told: queue.Queue[ProofTold] = queue.Queue()
        link.offer_proof(ProofOffered(number=1, code="", openid=True), told.put)
        shown, verdict = told.get(timeout=60), told.get(timeout=60)
        assert isinstance(shown, ConfirmElsewhere)
        assert shown.user_code == BEGUN.user_code
        assert verdict == Verdict(accepted=True, reason="ok", number=1)
    keeper.stop()


def test_a_browser_is_told_of_before_the_verdict_and_the_seat_knows_that_its_agent_is_there(tmp_path: Path) -> None:
    provider = FakeOpenid(BEGUN)
    provider.browser = OpenidBegun(handle=bytes(32), authorize="https://id.example/a", state="s-1", seconds=180)
    provider.says = come("cruz")
    keeper = RunningKeeper(tmp_path, openid=provider)
    with linked(keeper) as (link, posted):
        link.ready(())
        eventually(lambda: keeper.slot.standing.seat_ready)
        prompt = keeper.peer("prompt")
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        link.step_up(StepUp(number=1, body=OPENED, within=timedelta()))
        told: queue.Queue[ProofTold] = queue.Queue()
        link.offer_proof(ProofOffered(number=1, code="", openid=True, browser=True), told.put)
        shown = told.get(timeout=60)
        assert isinstance(shown, OpenBrowser)
        assert shown.url == "https://id.example/a"
        assert [each.number for each in tuple(posted.queue) if isinstance(each, ProofInBrowser)] == [1]
        browser = Browser()
        browser.open(f"{provider.begun_in[0][0]}?state=s-1&code=c")
        assert "You are confirmed" in browser.page
        assert told.get(timeout=60) == Verdict(accepted=True, reason="ok", number=1)
    keeper.stop()
