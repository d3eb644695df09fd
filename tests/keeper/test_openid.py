"""An OpenID provider asked for a seat: what is shown, who comes of it, and what never opens."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.openid import BEGUN, PENDING, FakeOpenid, come
from tests.fakes.vault import FakeVault
from tests.keeper.running import NO_RULES, SEAT, RunningKeeper, eventually, hear
from workstation.errors import StoreError, StoreRefusedError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.elsewhere import Elsewhere
from workstation.keeper.factorsasked import FactorsAsked
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.openidasking import OpenidAsking
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.ruled import Ruled
from workstation.link.messages import (
    CodeOffered,
    ConfirmElsewhere,
    LockOrder,
    OfferDropped,
    ProofAsked,
    ProofOffered,
    Ready,
    RevealRecorded,
    SignOffOrder,
    StepUpDropped,
    StepUpWanted,
    TruthTold,
    Verdict,
)
from workstation.policy.rules import FactorsRule, Policy
from workstation.record.directive import AgentForgotten, AgentLocked, AgentRevoked, DeviceSuspended
from workstation.record.entry import parse_header, parse_payload
from workstation.record.exchange import OpenidBegun, OpenidReturned

if TYPE_CHECKING:
    from workstation.link.server import Peer

PASSWORD = "blue kite over manila"
BY_ACCOUNT = FactorsRule(id="o", factors=("openid",))
REFUSED = Verdict(accepted=False, reason="openid_refused")


def asking(*rules: FactorsRule) -> Ruled:
    policy = Policy(name="x", format=1, rule=rules)
    return replace(NO_RULES, version="openid", factors=FactorsAsked(policy, "cards"))


class Seat:
    """A running keeper whose policy asks for an account, its seat, and a prompt."""

    def __init__(self, folder: Path, *rules: FactorsRule) -> None:
        self.provider = FakeOpenid(BEGUN)
        self.keeper = RunningKeeper(folder, asking(*(rules or (BY_ACCOUNT,))), openid=self.provider)
        self.seat = self.keeper.peer("seat")
        self.seat.send(Ready(capabilities=()))
        self.prompt = self.keeper.peer("prompt")

    def begins(self, password: str | None = None) -> ConfirmElsewhere:
        """Offer to confirm elsewhere, and return what is shown."""
        self.prompt.send(CodeOffered(agent="", code="", password=password, openid=True))
        return hear(self.prompt, ConfirmElsewhere)

    def comes(self, said: CodeVerdict) -> Verdict:
        """Have this come of it, and return what the prompt is told."""
        self.provider.says = said
        return hear(self.prompt, Verdict)

    def signs_in(self) -> None:
        self.begins()
        assert self.comes(come("cruz")).accepted
        self.provider.says = PENDING

    def locks(self) -> None:
        self.seat.send(LockOrder(reason="idle"))
        self.told(Truth.LOCKED)

    def told(self, truth: Truth) -> None:
        hear(self.prompt, TruthTold, lambda told: told.truth is truth)

    def written(self, kind: Kind) -> list[tuple[str, Severity, dict[str, str | int]]]:
        """Return whom entries of this kind are about, how grave they are, and what they say."""
        entries = self.keeper.ledger.waiting(SEAT, 1000)
        read = [(parse_payload(each.payload), parse_header(each.header)) for each in entries]
        return [(payload.agent, head.severity, payload.body.details) for payload, head in read if head.kind is kind]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path)
    yield seat
    seat.keeper.stop()


def test_who_confirms_elsewhere_is_signed_in_and_on_the_record_first(seat: Seat) -> None:
    shown = seat.begins()
    assert (shown.user_code, shown.uri_complete, shown.seconds) == (BEGUN.user_code, BEGUN.uri_complete, 180)
    assert seat.comes(come("cruz")) == Verdict(accepted=True, reason="ok")
    details = {"factor": "openid", "judge": "store", "openid": "0a1b2c3d"}
    assert seat.written(Kind.SIGNED_IN) == [("cruz", Severity.CUSTODY, details)]
    assert seat.provider.begun_anew == [False]
    assert {agent for agent, _ in seat.provider.asked} == {""}


def test_it_is_waited_for_and_nothing_opens_meanwhile(seat: Seat) -> None:
    seat.begins()
    eventually(lambda: len(seat.provider.asked) >= 2)
    assert seat.written(Kind.SIGNED_IN) == []
    assert seat.comes(come("cruz")).accepted


def test_an_unlock_is_by_whose_seat_it_is_and_nobody_else(seat: Seat) -> None:
    seat.signs_in()
    seat.locks()
    seat.begins()
    assert seat.comes(come("reyes")) == REFUSED
    assert seat.written(Kind.UNLOCKED) == []
    assert seat.written(Kind.CODE_REFUSED) == [("cruz", Severity.VIOLATION, {"reason": "openid_refused"})]
    seat.provider.says = PENDING
    seat.begins()
    assert seat.comes(come("cruz")).accepted
    assert {agent for agent, _ in seat.provider.asked} == {"", "cruz"}
    assert seat.provider.begun_anew == [False, False, False]


def test_where_a_second_factor_is_due_they_authenticate_anew(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_ACCOUNT)
    seat.signs_in()
    seat.keeper.change(replace(asking(BY_ACCOUNT), version="due", reauth_after=lambda *_: timedelta()))
    try:
        seat.told(Truth.REAUTH_DUE)
        seat.begins()
        assert seat.comes(come("cruz")).accepted
        assert seat.provider.begun_anew == [False, True]
    finally:
        seat.keeper.stop()


@pytest.mark.parametrize("reason", ["openid_denied", "openid_refused", "locked_out", "access_ended"])
def test_who_tried_and_was_refused_is_on_the_record(seat: Seat, reason: str) -> None:
    seat.begins()
    assert seat.comes(CodeVerdict(accepted=False, reason=reason)) == Verdict(accepted=False, reason=reason)
    assert seat.written(Kind.CODE_REFUSED) == [("", Severity.VIOLATION, {"reason": reason})]


@pytest.mark.parametrize("reason", ["openid_unset", "openid_failed", "openid_away", "openid_no_store", "suspended"])
def test_what_cannot_be_begun_is_told_alone(seat: Seat, reason: str) -> None:
    seat.provider.begun = OpenidBegun(reason=reason)
    seat.prompt.send(CodeOffered(agent="", code="", openid=True))
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason=reason)
    assert seat.written(Kind.CODE_REFUSED) == []


def test_a_store_or_provider_that_is_away_for_a_moment_ends_nothing(seat: Seat) -> None:
    for reason in ("openid_no_store", "openid_away", "busy"):
        seat.provider.says = CodeVerdict(accepted=False, reason=reason)
        seat.provider.asked.clear()
        seat.begins()
        eventually(lambda: seat.provider.asked)
        assert seat.comes(come("cruz")).accepted
        seat.seat.send(SignOffOrder())
        seat.told(Truth.SIGNED_OUT)


def test_nobody_is_waited_for_for_longer_than_was_said(seat: Seat) -> None:
    for says, reason in ((PENDING, "openid_expired"), (replace(PENDING, reason="openid_no_store"), "openid_no_store")):
        seat.provider.begun, seat.provider.says = msgspec.structs.replace(BEGUN, seconds=0.4), says
        seat.begins()
        assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason=reason)
    assert seat.written(Kind.CODE_REFUSED) == []


def test_who_cancels_may_begin_again_at_once_and_what_was_confirmed_late_counts_for_nothing(seat: Seat) -> None:
    seat.begins()
    seat.prompt.send(OfferDropped())
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="openid_dropped")
    seat.provider.says = come("cruz")
    time.sleep(0.5)
    assert seat.written(Kind.SIGNED_IN) == []
    seat.prompt.send(OfferDropped())
    seat.provider.says = PENDING
    seat.begins()
    assert seat.comes(come("cruz")).accepted


def test_a_code_opens_nothing_where_an_account_is_asked_for_and_the_other_way_round(seat: Seat, tmp_path: Path) -> None:
    seat.prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="openid_wanted")
    by_key = Seat(tmp_path / "key", FactorsRule(id="k", factors=("security_key",)))
    by_key.prompt.send(CodeOffered(agent="", code="", openid=True))
    assert hear(by_key.prompt, Verdict) == Verdict(accepted=False, reason="key_wanted")
    by_key.keeper.stop()


def test_an_account_is_more_than_a_code(tmp_path: Path) -> None:
    seat = Seat(tmp_path, FactorsRule(id="c", factors=("totp",)))
    seat.begins()
    assert seat.comes(come("cruz")).accepted
    seat.keeper.stop()


def test_a_password_is_judged_with_it(tmp_path: Path) -> None:
    seat = Seat(tmp_path, FactorsRule(id="o", factors=("openid", "password")))
    seat.prompt.send(CodeOffered(agent="", code="", openid=True))
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="password_wanted")
    seat.begins(PASSWORD)
    assert seat.comes(come("cruz")).accepted
    assert seat.provider.asked[-1] == ("", PASSWORD)
    assert seat.written(Kind.SIGNED_IN)[0][2]["factor"] == "openid+password"
    seat.keeper.stop()


def test_a_verdict_that_tells_of_no_account_opens_nothing(seat: Seat) -> None:
    seat.begins()
    assert seat.comes(replace(come("cruz"), openid="")) == REFUSED
    assert seat.written(Kind.SIGNED_IN) == []


def test_what_changes_meanwhile_ends_it(seat: Seat) -> None:
    seat.begins()
    seat.keeper.change(replace(asking(FactorsRule(id="k", factors=("security_key",))), version="keys"))
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    seat.keeper.change(asking(BY_ACCOUNT))
    seat.begins()
    seat.keeper.direct(DeviceSuspended())
    assert not hear(seat.prompt, Verdict).accepted
    assert seat.written(Kind.SIGNED_IN) == []


def test_whose_access_ends_while_they_confirm_is_not_signed_in(seat: Seat) -> None:
    seat.begins()
    seat.keeper.direct(AgentRevoked(agent="cruz"))
    assert seat.comes(come("cruz")) == Verdict(accepted=False, reason="too_late")
    assert seat.written(Kind.SIGNED_IN) == []


def test_a_prompt_that_leaves_takes_what_it_began_along(seat: Seat) -> None:
    seat.begins()
    seat.prompt.close()
    time.sleep(0.2)
    seat.provider.says = come("cruz")
    time.sleep(0.5)
    assert seat.written(Kind.SIGNED_IN) == []


GOES_ON = ["openid_pending", "openid_no_store", "openid_away", "busy"]
SAID = st.sampled_from([*GOES_ON, "openid_denied", "openid_refused", "locked_out", "cruz", "reyes"])


class Scripted(FakeOpenid):
    """Says one of these after the other, and nothing new after them; `then` is done after so many."""

    def __init__(self, said: list[str], count: int, then: Callable[[], None]) -> None:
        super().__init__(msgspec.structs.replace(BEGUN, interval=0.001, seconds=10))
        self.heard: list[str] = []
        self._said, self._count, self._then = said, count, then

    def ask(self, seat_id: str, handle: bytes, agent: str, password: str | None) -> CodeVerdict:
        super().ask(seat_id, handle, agent, password)
        self.heard.append(self._said.pop(0) if self._said else "openid_pending")
        if len(self.heard) == self._count:
            self._then()
        is_agent = self.heard[-1] in {"cruz", "reyes"}
        return come(self.heard[-1]) if is_agent else CodeVerdict(accepted=False, reason=self.heard[-1])


@given(said=st.lists(SAID, max_size=6), drop_after=st.integers(0, 7))
def test_nobody_comes_but_who_the_provider_names_and_nobody_once_it_is_dropped(
    said: list[str], drop_after: int
) -> None:
    provider = Scripted(list(said), drop_after, lambda: elsewhere.drop(peer))
    elsewhere = Elsewhere(provider, SEAT, lambda: float(len(provider.heard)))
    peer, shown = cast("Peer", object()), list[ConfirmElsewhere]()
    waits = elsewhere.verdict(peer, "", None, anew=False, show=shown.append, stands=lambda: True)
    verdict = asyncio.run(waits)
    ends = next((number for number, each in enumerate(said, 1) if each not in GOES_ON), 10)
    named = said[ends - 1] if ends <= len(said) else ""
    is_dropped = 0 < drop_after < ends
    assert verdict.accepted is (not is_dropped and named in {"cruz", "reyes"})
    assert verdict.agent == (named if verdict.accepted else "")
    assert (len(shown), len(provider.heard)) == (1, drop_after if is_dropped else ends)


# ── before a reveal ──

REVEAL = Body(
    kind=Kind.REVEAL_OPENED,
    severity=Severity.CUSTODY,
    outcome=Outcome.DONE,
    rule="call-backs",
    application="CRM",
    data_classes={"us_ssn": 1},
    details={"number": 1, "seconds": 30, "reason": 1},
)


def wishes(seat: Seat, number: int = 1) -> None:
    """Have a reveal wait for the agent of an open seat to prove themself."""
    seat.seat.send(StepUpWanted(number=number, body=REVEAL, within_seconds=0))
    assert hear(seat.seat, ProofAsked).factors == ("openid",)


def shown_at_seat(seat: Seat, number: int = 1) -> ConfirmElsewhere:
    seat.seat.send(ProofOffered(number=number, code="", openid=True))
    return hear(seat.seat, ConfirmElsewhere)


def test_a_reveal_waits_for_an_account_that_authenticates_anew(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown = shown_at_seat(seat)
    assert (shown.number, shown.user_code) == (1, BEGUN.user_code)
    assert 100 < shown.seconds < 120
    seat.provider.says = come("cruz")
    assert hear(seat.seat, RevealRecorded).number == 1
    assert hear(seat.seat, Verdict) == Verdict(accepted=True, reason="ok", number=1)
    assert seat.provider.begun_anew == [False, True]
    ((agent, _, details),) = seat.written(Kind.REVEAL_PROVED)
    assert (agent, details["factor"], details["openid"]) == ("cruz", "openid", "0a1b2c3d")


def test_what_was_proved_by_a_session_that_the_provider_ended_lifts_no_mask_after_the_next_unlock(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown_at_seat(seat)
    seat.provider.says = come("cruz")
    assert hear(seat.seat, RevealRecorded).number == 1
    seat.keeper.direct(AgentLocked(agent="cruz"))
    seat.keeper.direct(AgentForgotten(agent="cruz"))
    seat.told(Truth.LOCKED)
    seat.begins()
    eventually(lambda: seat.written(Kind.UNLOCKED))
    seat.seat.send(StepUpWanted(number=2, body=REVEAL, within_seconds=3600))
    assert hear(seat.seat, ProofAsked, lambda asked: asked.number == 2)


def test_what_was_proved_before_something_counts_no_more_lifts_no_mask_at_a_seat_that_stays_open(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown_at_seat(seat)
    seat.provider.says = come("cruz")
    assert hear(seat.seat, RevealRecorded).number == 1
    seat.keeper.direct(AgentForgotten(agent="reyes"))
    seat.seat.send(StepUpWanted(number=2, body=REVEAL, within_seconds=3600))
    assert hear(seat.seat, RevealRecorded, lambda told: told.number == 2)
    seat.keeper.direct(AgentForgotten(agent="cruz"))
    seat.seat.send(StepUpWanted(number=3, body=REVEAL, within_seconds=3600))
    assert hear(seat.seat, ProofAsked, lambda asked: asked.number == 3)


def test_another_account_lifts_no_mask_and_a_code_neither(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown_at_seat(seat)
    seat.provider.says = come("reyes")
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_refused", number=1)
    seat.seat.send(ProofOffered(number=1, code="222222"))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_wanted", number=1)
    assert seat.written(Kind.REVEAL_OPENED) == []


def test_who_leaves_a_question_ends_the_wait_for_it_and_may_ask_again_at_once(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown_at_seat(seat)
    seat.seat.send(StepUpDropped(number=1))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_dropped", number=1)
    seat.provider.says = come("cruz")
    time.sleep(0.5)
    assert seat.written(Kind.REVEAL_PROVED) == []
    wishes(seat, 2)
    shown_at_seat(seat, 2)
    assert hear(seat.seat, RevealRecorded).number == 2


def test_a_seat_that_locks_meanwhile_lifts_nothing(seat: Seat) -> None:
    seat.signs_in()
    wishes(seat)
    shown_at_seat(seat)
    seat.locks()
    seat.provider.says = come("cruz")
    assert not hear(seat.seat, Verdict).accepted
    assert seat.written(Kind.REVEAL_PROVED) == []


# ── by the store alone ──


BROUGHT = OpenidReturned(
    seat_id=SEAT, handle=BEGUN.handle, agent="cruz", password=None, state="s", code="c", issuer="", error=""
)


class Store:
    """Says whatever it is told to, or raises that."""

    def __init__(self) -> None:
        self.says: CodeVerdict | Exception = PENDING
        self.begins: OpenidBegun | Exception = BEGUN

    def begin_openid(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        assert (seat_id, anew) == (SEAT, True)
        if isinstance(self.begins, Exception):
            raise self.begins
        return self.begins

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        assert (seat_id, redirect_uri, insist) == (SEAT, "http://127.0.0.1:1/deskwarden", False)
        if isinstance(self.begins, Exception):
            raise self.begins
        return self.begins

    def judge_returned(self, told: OpenidReturned) -> CodeVerdict:
        assert told == BROUGHT
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def judge_openid(self, seat_id: str, handle: bytes, agent: str, password: str | None = None) -> CodeVerdict:
        assert (seat_id, handle, password, agent in {"", "cruz"}) == (SEAT, BEGUN.handle, None, True)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Desk:
    """What asks a store, and what judges agents while it is away; `answered` counts the answers."""

    def __init__(self) -> None:
        self.store, self.answered = Store(), 0
        self.vault = FakeVault()
        self.offline = OfflineVerifier(self.vault, lambda _, __: False)
        self.asking = OpenidAsking(self.store, self.offline, lambda: datetime.now(UTC), self._count)

    def _count(self) -> None:
        self.answered += 1

    def ask(self, said: CodeVerdict | Exception, agent: str = "") -> CodeVerdict:
        self.store.says = said
        return self.asking.ask(SEAT, BEGUN.handle, agent, None)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CAME = replace(come("cruz"), secret=SECRET, step=7)


def test_a_store_that_is_away_or_says_no_identifies_nobody() -> None:
    desk = Desk()
    for trouble, reason in ((StoreError("away"), "openid_no_store"), (StoreRefusedError("no"), "device_refused")):
        desk.store.begins = trouble
        assert desk.asking.begin(SEAT, anew=True) == OpenidBegun(reason=reason)
        assert desk.ask(trouble) == CodeVerdict(accepted=False, reason=reason)
    assert desk.answered == 0


def test_who_came_is_judged_by_codes_offline_from_then_on_and_by_no_account() -> None:
    desk = Desk()
    assert desk.asking.begin(SEAT, anew=True) == BEGUN
    for _ in range(2):
        assert desk.ask(CAME) == CAME
    assert desk.answered == 2
    assert desk.offline.verify("cruz", "000000", datetime.now(UTC)).reason == "wrong_code"
    assert desk.ask(CodeVerdict(accepted=False, reason="access_ended"), "cruz").reason == "access_ended"
    assert desk.offline.verify("cruz", "000000", datetime.now(UTC)).reason == "not_signed_in_here"


def test_what_a_browser_brings_is_judged_by_the_store_alone_and_remembered_likewise() -> None:
    desk = Desk()
    uri = "http://127.0.0.1:1/deskwarden"
    assert desk.asking.begin_browser(SEAT, uri, insist=False) == BEGUN
    desk.store.says = CAME
    assert desk.asking.returned(BROUGHT) == CAME
    assert desk.offline.verify("cruz", "000000", datetime.now(UTC)).reason == "wrong_code"
    for trouble, reason in ((StoreError("away"), "openid_no_store"), (StoreRefusedError("no"), "device_refused")):
        desk.store.begins = desk.store.says = trouble
        assert desk.asking.begin_browser(SEAT, uri, insist=False) == OpenidBegun(reason=reason)
        assert desk.asking.returned(BROUGHT) == CodeVerdict(accepted=False, reason=reason)


def test_who_is_forgotten_while_the_store_answers_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()

    def judged(*_: object) -> CodeVerdict:
        desk.offline.forget("cruz")
        return CAME

    monkeypatch.setattr(desk.store, "judge_openid", judged)
    assert desk.ask(CAME) == CodeVerdict(accepted=False, reason="too_late")


def test_what_cannot_be_kept_opens_nothing() -> None:
    desk = Desk()
    desk.vault.full = True
    assert desk.ask(CAME) == CodeVerdict(accepted=False, reason="not_durable")
