"""The policy is acknowledged before a sign-in opens: once for each agent and version, and on the record first."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.vault import FakeVault
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.keeper import signin
from workstation.keeper.acknowledgements import ACKNOWLEDGED, VERSIONS, Acknowledgements
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.link.client import Client
from workstation.link.messages import (
    Acknowledged,
    Attested,
    CodeOffered,
    LockOrder,
    Ready,
    SignOffOrder,
    Verdict,
)
from workstation.policy.rules import CaptureRule, DeskRule, Policy
from workstation.policy.wire import decode_policy, digest_of, version_of
from workstation.record.directive import AgentRevoked
from workstation.record.entry import parse_payload

POLICY = Policy(name="Cards", format=1, acknowledge=True, rule=(CaptureRule(id="c"),))
NEXT = Policy(name="Cards", format=1, acknowledge=True, rule=(CaptureRule(id="d"),))
LISTED = Policy(name="Cards", format=1, acknowledge=True, rule=(DeskRule(id="d", checklist=("No paper.",)),))
OK = Verdict(accepted=True, reason="ok")
TOO_LATE = Verdict(accepted=False, reason="too_late")


@contextmanager
def running(folder: Path, policy: Policy = POLICY, vault: FakeVault | None = None) -> Iterator[RunningKeeper]:
    keeper = RunningKeeper(folder, ruled_by(policy, "cards"), vault=vault)
    try:
        yield keeper
    finally:
        keeper.stop()


def ready(keeper: RunningKeeper) -> tuple[Client, Client]:
    """Return seat and prompt of a seat that is ready."""
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    return seat, prompt


def offer(prompt: Client, code: str = "111111") -> Verdict:
    prompt.send(CodeOffered(agent="cruz", code=code))
    return hear(prompt, Verdict)


def read(prompt: Client, policy: Policy = POLICY) -> Verdict:
    prompt.send(Acknowledged(version=version_of(policy)))
    return hear(prompt, Verdict)


def test_a_sign_in_shows_the_policy_and_opens_once_that_it_was_read_is_on_the_record(tmp_path: Path) -> None:
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        asked = offer(prompt)
        assert (asked.accepted, asked.reason, asked.policy_version) == (True, "acknowledge", version_of(POLICY))
        assert decode_policy(asked.policy) == POLICY
        assert keeper.slot.standing.truth is Truth.SIGNED_OUT
        assert read(prompt) == OK
        assert keeper.slot.standing.uncovered
        kinds = keeper.kinds()
        assert kinds.index(Kind.POLICY_ACKNOWLEDGED) < kinds.index(Kind.SIGNED_IN)
        (entry,) = keeper.ledger.newest(SEAT, frozenset({Kind.POLICY_ACKNOWLEDGED}))
        who = parse_payload(entry.payload)
        assert (who.agent, who.team, who.body.severity) == ("cruz", "cards", Severity.CUSTODY)
        assert who.body.details == {"version": version_of(POLICY), "policy_digest": digest_of(POLICY)}


def test_it_is_asked_for_once_a_version_and_at_sign_in_alone(tmp_path: Path) -> None:
    with running(tmp_path) as keeper:
        seat, prompt = ready(keeper)
        offer(prompt)
        assert read(prompt) == OK
        seat.send(LockOrder(reason="agent"))
        eventually(lambda: keeper.slot.standing.truth is Truth.LOCKED)
        assert offer(prompt, "222222") == OK
        seat.send(SignOffOrder())
        eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
        assert offer(prompt, "333333") == OK
        assert keeper.kinds().count(Kind.POLICY_ACKNOWLEDGED) == 1


def test_after_a_restart_it_is_known_who_read_which_version_and_a_new_one_is_shown(tmp_path: Path) -> None:
    vault = FakeVault()
    for policy, is_asked in ((POLICY, True), (POLICY, False), (NEXT, True), (POLICY, False)):
        with running(tmp_path, policy, vault) as keeper:
            seat, prompt = ready(keeper)
            seat.send(SignOffOrder())
            eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
            assert (offer(prompt).reason == "acknowledge") is is_asked
            if is_asked:
                assert read(prompt, policy) == OK


def test_a_policy_without_that_word_is_not_shown(tmp_path: Path) -> None:
    with running(tmp_path, Policy(name="Cards", format=1, rule=(CaptureRule(id="c"),))) as keeper:
        _, prompt = ready(keeper)
        assert offer(prompt) == OK


def test_the_checklist_comes_after_it_and_never_instead(tmp_path: Path) -> None:
    with running(tmp_path, LISTED) as keeper:
        _, prompt = ready(keeper)
        assert offer(prompt).reason == "acknowledge"
        prompt.send(Attested(items=(0,)))
        assert hear(prompt, Verdict).reason == "acknowledge"
        assert read(prompt, LISTED).checklist == ("No paper.",)
        assert not keeper.slot.standing.is_open
        prompt.send(Attested(items=(0,)))
        assert hear(prompt, Verdict) == OK


def test_no_empty_checklist_opens_instead_of_it(tmp_path: Path) -> None:
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        offer(prompt)
        prompt.send(Attested(items=()))
        assert hear(prompt, Verdict).reason == "acknowledge"
        assert not keeper.slot.standing.is_open


def test_another_version_is_shown_again_instead_of_taken(tmp_path: Path) -> None:
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        offer(prompt)
        keeper.change(ruled_by(NEXT, "cards"))
        asked = read(prompt)
        assert (asked.reason, asked.policy_version) == ("acknowledge", version_of(NEXT))
        assert Kind.POLICY_ACKNOWLEDGED not in keeper.kinds()
        assert read(prompt, NEXT) == OK


@pytest.mark.parametrize("answer", [Acknowledged(version=version_of(POLICY)), Attested(items=())])
def test_a_prompt_that_proved_nothing_opens_nothing(tmp_path: Path, answer: Acknowledged | Attested) -> None:
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        prompt.send(answer)
        assert hear(prompt, Verdict) == TOO_LATE
        assert Kind.POLICY_ACKNOWLEDGED not in keeper.kinds()


def test_a_policy_that_lay_there_for_too_long_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "READ_WITHIN", -signin.ATTESTED_WITHIN - 1)
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        assert offer(prompt).reason == "acknowledge"
        assert read(prompt) == TOO_LATE
        assert Kind.POLICY_ACKNOWLEDGED not in keeper.kinds()


def test_what_waits_to_be_read_opens_nothing_once_its_agents_access_ended(tmp_path: Path) -> None:
    with running(tmp_path) as keeper:
        _, prompt = ready(keeper)
        offer(prompt)
        keeper.direct(AgentRevoked(agent="cruz"))
        assert read(prompt) == TOO_LATE


def test_what_cannot_be_kept_does_not_open(tmp_path: Path) -> None:
    vault = FakeVault()
    with running(tmp_path, vault=vault) as keeper:
        _, prompt = ready(keeper)
        offer(prompt)
        vault.full = True
        assert read(prompt) == Verdict(accepted=False, reason="not_durable")
        assert not keeper.slot.standing.is_open
        assert read(prompt) == TOO_LATE


def test_what_cannot_be_read_was_not_acknowledged_and_the_next_one_is_kept() -> None:
    vault = FakeVault()
    kept = Acknowledgements(vault)
    assert kept.lacks("cruz", "one")
    kept.keep("cruz", "one")
    assert not kept.lacks("cruz", "one")
    assert kept.lacks("reyes", "one")
    vault.put(ACKNOWLEDGED, b"nonsense")
    assert kept.lacks("cruz", "one")
    kept.keep("cruz", "two")
    assert not kept.lacks("cruz", "two")


def test_of_each_agent_the_last_versions_are_kept() -> None:
    kept = Acknowledgements(FakeVault())
    for number in range(VERSIONS + 1):
        kept.keep("cruz", str(number))
    assert [kept.lacks("cruz", str(number)) for number in (0, 1, VERSIONS)] == [True, False, False]


def test_a_keeper_tells_which_text_its_policy_wants_read() -> None:
    assert ruled_by(POLICY, "cards").text is not None
    assert Ruled().text is None
