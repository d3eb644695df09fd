"""The keeper asks the key at its workstation, in a process of its own; what that says is told, and never shown."""

# SPDX-License-Identifier: Apache-2.0

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, DEADLINE, NO_RULES, SEAT, RunningKeeper, eventually, hear
from workstation.credentials.keyprocess import KeyAsked, KeyTold
from workstation.credentials.keytouch import answer, make_secret
from workstation.credentials.password import is_password
from workstation.credentials.securitykey import registered
from workstation.errors import SecurityKeyError
from workstation.facts.body import Body
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge, SecurityKey
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.enrolment import enrol
from workstation.keeper.factorsasked import FactorsAsked
from workstation.keeper.keyasking import KeyAsking, no_key
from workstation.keeper.keyremoval import KeyRemoval
from workstation.keeper.keyspresent import FIDO_PAGE, is_key_present
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.ruled import Ruled
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.verifier import StoreThenOffline
from workstation.link.messages import (
    Beat,
    CodeOffered,
    LockOrder,
    ProofAsked,
    ProofOffered,
    Ready,
    RevealRecorded,
    StepUpWanted,
    TruthTold,
    Verdict,
)
from workstation.policy.rules import FactorsRule, Policy
from workstation.record.directive import AgentRevoked, DeviceLifted, DeviceSuspended
from workstation.record.entry import parse_payload

PIN, PASSWORD = "2580", FakeVerifier.password
BY_KEY = FactorsRule(id="k", factors=("security_key",))
LOCKING = FactorsRule(id="k", factors=("security_key",), key_removed="lock")
LOCKING_AT_SIGN_IN = FactorsRule(id="k", factors=("security_key",), key_removed="lock", at=("sign_in",))
BY_KEY_AND_PASSWORD = FactorsRule(id="k", factors=("security_key", "password"))

REVEAL = Body(
    kind=Kind.REVEAL_OPENED,
    severity=Severity.CUSTODY,
    outcome=Outcome.DONE,
    rule="call-backs",
    application="CRM",
    data_classes={"us_ssn": 1},
    details={"number": 1, "seconds": 30, "reason": 1},
)


def now() -> datetime:
    return datetime.now(UTC)


def given_to(agent: str, key: FakeSecurityKey) -> SecurityKey:
    challenge = os.urandom(32)
    return registered(challenge, *make_secret(key, agent, challenge, PIN))


def asking(*rules: FactorsRule) -> Ruled:
    policy = Policy(name="x", format=1, rule=rules)
    return replace(
        NO_RULES,
        version="keys",
        factors=FactorsAsked(policy, "cards"),
        locks_without_key=KeyRemoval(policy, "cards"),
    )


def with_key(path: Path) -> KeyAsking:
    return KeyAsking(now, (sys.executable, "-m", "tests.keeper.pluggedin", str(path)))


class Seat:
    """A running keeper whose policy asks for a key, its seat, and a prompt; `key` is plugged in."""

    def __init__(self, folder: Path, *rules: FactorsRule, known: bool = True) -> None:
        self.asked, self.may_touch = threading.Event(), threading.Event()
        self.may_touch.set()
        self.key = FakeSecurityKey()
        self.verifier = FakeVerifier("cruz", CODES)
        self.verifier.security_key = given_to("cruz", self.key) if known else None
        self.is_plugged_in = True
        self.agents: list[str] = []
        self.keeper = RunningKeeper(
            folder,
            asking(*rules),
            verifier=self.verifier,
            ask_key=self._ask,
            is_key_present=lambda: self.is_plugged_in,
        )
        self.seat = self.keeper.peer("seat")
        self.seat.send(Ready(capabilities=()))
        self.prompt = self.keeper.peer("prompt")

    def _ask(self, seat_id: str, agent: str, pin: str) -> KeyAnswer:
        self.asked.set()
        self.agents.append(agent)
        assert self.may_touch.wait(DEADLINE)
        challenge = KeyChallenge(seat_id=seat_id, made=now(), nonce=os.urandom(32))
        return KeyAnswer(challenge=challenge, assertion=answer(self.key, agent, challenge.bound, pin))

    def offer(
        self, *, agent: str = "cruz", code: str = "", pin: str | None = PIN, password: str | None = None
    ) -> Verdict:
        self.prompt.send(CodeOffered(agent=agent, code=code, pin=pin, password=password))
        return hear(self.prompt, Verdict)

    def told(self, truth: Truth) -> tuple[str, ...]:
        """Return which factors the prompt is told of that truth."""
        return hear(self.prompt, TruthTold, lambda told: told.truth is truth).factors

    def written(self, *kinds: Kind) -> list[Body]:
        """Return the entries of these kinds, the oldest first."""
        bodies = [parse_payload(entry.payload).body for entry in self.keeper.ledger.waiting(SEAT, 1000)]
        return [body for body in bodies if body.kind in kinds]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path, BY_KEY)
    yield seat
    seat.keeper.stop()


def test_a_key_opens_the_seat_at_sign_in_and_unlock_and_the_record_says_which(seat: Seat) -> None:
    assert seat.told(Truth.SIGNED_OUT) == ("security_key",)
    assert seat.offer().accepted
    seat.seat.send(LockOrder(reason="idle"))
    assert seat.told(Truth.LOCKED) == ("security_key",)
    assert seat.offer(agent="").accepted
    assert seat.verifier.security_key
    details = {"factor": "security_key", "judge": "store", "key": seat.verifier.security_key.mark}
    assert [body.details for body in seat.written(Kind.SIGNED_IN, Kind.UNLOCKED)] == [details, details]


def test_a_code_opens_nothing_where_a_key_is_asked_for_and_is_not_used_up(seat: Seat) -> None:
    assert seat.offer(code="111111", pin=None) == Verdict(accepted=False, reason="key_wanted")
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    seat.keeper.change(NO_RULES)
    assert seat.told(Truth.SIGNED_OUT) == ("totp",)
    assert seat.offer(code="111111", pin=None).accepted


def test_a_key_counts_where_a_code_is_asked_for_as_it_is_more(tmp_path: Path) -> None:
    seat = Seat(tmp_path)
    assert seat.offer().accepted
    assert [body.details["factor"] for body in seat.written(Kind.SIGNED_IN)] == ["security_key"]
    seat.keeper.stop()


def test_a_password_beside_the_key_must_be_right_too(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_KEY_AND_PASSWORD)
    assert seat.told(Truth.SIGNED_OUT) == ("security_key", "password")
    assert seat.offer().reason == "password_wanted"
    assert seat.offer(password="seven green umbrellas").reason == "wrong_code"
    assert seat.offer(password=PASSWORD).accepted
    (entry,) = seat.written(Kind.SIGNED_IN)
    assert entry.details["factor"] == "security_key+password"
    seat.keeper.stop()


@pytest.mark.parametrize(
    ("spoil", "pin", "reason", "is_on_record"),
    [
        (lambda _: None, "0000", "key_wrong_pin", True),
        (lambda _: None, "", "key_pin_wanted", False),
        (lambda key: setattr(key, "touched", False), PIN, "key_not_touched", False),
        (lambda key: setattr(key, "pin_hash", None), PIN, "key_no_pin", False),
        (lambda key: setattr(key, "tries", 0), PIN, "key_blocked", True),
        (lambda key: key.credentials.clear(), PIN, "key_not_registered", True),
    ],
)
def test_what_is_wrong_with_the_key_is_told_and_the_seat_stays_closed(
    seat: Seat, spoil: Callable[[FakeSecurityKey], None], pin: str, reason: str, *, is_on_record: bool
) -> None:
    spoil(seat.key)
    assert seat.offer(pin=pin) == Verdict(accepted=False, reason=reason)
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    assert [body.details["reason"] for body in seat.written(Kind.CODE_REFUSED)] == [reason] * is_on_record


def test_the_key_of_somebody_else_is_a_wrong_code_and_a_violation(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_KEY, known=False)
    given_to("cruz", seat.key)
    assert seat.offer() == Verdict(accepted=False, reason="wrong_code")
    assert [body.details["reason"] for body in seat.written(Kind.CODE_REFUSED)] == ["wrong_code"]
    seat.keeper.stop()


def test_a_verdict_about_something_else_than_the_key_that_answered_opens_nothing(seat: Seat) -> None:
    seat.verifier.verify = lambda *_: CodeVerdict(accepted=True, reason="ok", agent="cruz", team="cards")  # type: ignore[method-assign]
    assert seat.offer() == Verdict(accepted=False, reason="wrong_code")
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT


def test_a_seat_locks_once_the_key_that_opened_it_is_taken_out_where_a_rule_says_so(tmp_path: Path) -> None:
    seat = Seat(tmp_path, LOCKING)
    assert seat.offer().accepted
    seat.is_plugged_in = False
    told = hear(seat.prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    assert told.reason == "key_removed"
    seat.is_plugged_in = True
    assert seat.offer(agent="").accepted
    assert seat.keeper.slot.standing.uncovered
    seat.keeper.stop()


@pytest.mark.parametrize("rule", [BY_KEY, LOCKING_AT_SIGN_IN])
def test_a_seat_that_no_rule_locks_or_a_code_unlocked_stays_open_without_a_key(
    tmp_path: Path, rule: FactorsRule
) -> None:
    seat = Seat(tmp_path, rule)
    assert seat.offer().accepted
    seat.seat.send(LockOrder(reason="idle"))
    assert hear(seat.prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    by_key = "security_key" in seat.keeper.slot.wanted
    assert seat.offer(agent="", code="111111", pin=PIN if by_key else None).accepted
    seat.is_plugged_in = False
    for _ in range(3):  # the keeper looked after the second at the latest
        assert hear(seat.prompt, Beat)
    assert seat.keeper.slot.standing.uncovered
    seat.keeper.stop()


def test_a_reveal_waits_for_the_key_and_a_code_does_not_stand_for_it(tmp_path: Path) -> None:
    seat = Seat(tmp_path, FactorsRule(id="k", factors=("security_key",), at=("unlock", "reauth")))
    assert seat.offer(code="111111", pin=None).accepted
    seat.seat.send(StepUpWanted(number=1, body=REVEAL, within_seconds=600))
    assert hear(seat.seat, ProofAsked).factors == ("security_key",)
    seat.seat.send(ProofOffered(number=1, code="222222"))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="key_wanted", number=1)
    seat.seat.send(ProofOffered(number=1, code="", pin="0000"))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="key_wrong_pin", number=1)
    seat.seat.send(ProofOffered(number=1, code="", pin=PIN))
    assert hear(seat.seat, RevealRecorded).number == 1
    assert hear(seat.seat, Verdict).accepted
    assert [body.details["factor"] for body in seat.written(Kind.REVEAL_PROVED)] == ["security_key"]
    seat.seat.send(StepUpWanted(number=2, body=REVEAL, within_seconds=600))
    assert hear(seat.seat, RevealRecorded).number == 2
    seat.keeper.stop()


def test_a_key_says_at_a_free_seat_who_is_there_and_never_at_a_seat_that_is_somebodys(seat: Seat) -> None:
    assert seat.offer(agent="").accepted
    assert (seat.keeper.slot.standing.agent, seat.agents) == ("cruz", [""])
    assert seat.verifier.security_key
    details = {"factor": "security_key", "judge": "store", "key": seat.verifier.security_key.mark}
    assert [body.details for body in seat.written(Kind.SIGNED_IN)] == [details]
    seat.seat.send(LockOrder(reason="idle"))
    assert seat.told(Truth.LOCKED) == ("security_key",)
    seat.verifier.security_key = given_to("reyes", FakeSecurityKey())
    assert seat.offer(agent="") == Verdict(accepted=False, reason="wrong_code")
    assert seat.agents == ["", "cruz"]
    assert seat.keeper.slot.standing.agent == "cruz"


def test_the_record_says_of_a_passkey_whether_it_is_on_other_devices_too(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_KEY)
    seat.key.copies = True
    seat.verifier.security_key = known = given_to("cruz", seat.key)
    assert seat.offer(agent="").accepted
    details = {"factor": "security_key", "judge": "store", "key": known.mark, "copied": 1}
    assert [body.details for body in seat.written(Kind.SIGNED_IN)] == [details]
    seat.keeper.stop()


def test_the_prompt_is_told_of_a_key_that_is_plugged_in_while_the_seat_is_closed(tmp_path: Path) -> None:
    seat = Seat(tmp_path)

    def hears(*, at_hand: bool) -> TruthTold:
        return hear(seat.prompt, TruthTold, lambda told: told.key_at_hand is at_hand)

    assert hears(at_hand=True).factors == ("totp",)
    seat.is_plugged_in = False
    assert hears(at_hand=False).truth is Truth.SIGNED_OUT
    seat.is_plugged_in = True
    assert hears(at_hand=True).truth is Truth.SIGNED_OUT
    assert seat.offer(agent="").accepted
    assert hears(at_hand=False).truth is Truth.ACTIVE
    seat.seat.send(LockOrder(reason="idle"))
    assert hears(at_hand=True).truth is Truth.LOCKED
    assert seat.offer(agent="").accepted
    assert [body.details["factor"] for body in seat.written(Kind.SIGNED_IN, Kind.UNLOCKED)] == ["security_key"] * 2
    seat.keeper.stop()


def test_a_key_with_several_accounts_wants_a_name_and_nothing_is_on_the_record(seat: Seat) -> None:
    given_to("reyes", seat.key)
    assert seat.offer(agent="") == Verdict(accepted=False, reason="key_several_accounts")
    assert seat.written(Kind.CODE_REFUSED) == []
    assert seat.offer(agent="cruz").accepted


def test_the_key_of_nobody_is_a_wrong_code_and_about_nobody(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_KEY, known=False)
    given_to("cruz", seat.key)
    assert seat.offer(agent="") == Verdict(accepted=False, reason="wrong_code")
    assert [body.details["reason"] for body in seat.written(Kind.CODE_REFUSED)] == ["wrong_code"]
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    seat.keeper.stop()


def test_a_password_beside_the_key_must_be_right_where_the_key_says_whose_it_is(tmp_path: Path) -> None:
    seat = Seat(tmp_path, BY_KEY_AND_PASSWORD)
    assert seat.offer(agent="").reason == "password_wanted"
    assert seat.offer(agent="", password="seven green umbrellas").reason == "wrong_code"
    assert seat.offer(agent="", password=PASSWORD).accepted
    assert seat.keeper.slot.standing.agent == "cruz"
    seat.keeper.stop()


@pytest.mark.parametrize(("named", "agent"), [("", ""), ("cruz", ""), ("cruz", "reyes")])
def test_a_verdict_that_names_nobody_or_somebody_else_opens_nothing(seat: Seat, named: str, agent: str) -> None:
    assert seat.verifier.security_key
    said = CodeVerdict(accepted=True, reason="ok", agent=agent, team="cards", key=seat.verifier.security_key)
    seat.verifier.verify = lambda *_: said  # type: ignore[method-assign]
    assert seat.offer(agent=named) == Verdict(accepted=False, reason="wrong_code")
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT


@pytest.mark.parametrize("agent", ["cruz", ""])
def test_nothing_comes_of_a_key_that_is_touched_once_its_agents_access_has_ended(tmp_path: Path, agent: str) -> None:
    seat = Seat(tmp_path, BY_KEY)
    seat.may_touch.clear()
    seat.prompt.send(CodeOffered(agent=agent, code="", pin=PIN))
    eventually(seat.asked.is_set)
    seat.keeper.direct(AgentRevoked(agent="cruz"))
    eventually(lambda: seat.verifier.forgotten == ["cruz"])
    seat.may_touch.set()
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    assert seat.verifier.forgotten == ["cruz", "cruz"]
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    seat.keeper.stop()


def held(folder: Path, *rules: FactorsRule, agent: str) -> Seat:
    """Return a seat whose key is asked, and not touched yet."""
    seat = Seat(folder, *rules)
    seat.may_touch.clear()
    seat.prompt.send(CodeOffered(agent=agent, code="", pin=PIN))
    eventually(seat.asked.is_set)
    return seat


@pytest.mark.parametrize("agent", ["cruz", ""])
def test_nothing_comes_of_a_key_that_is_touched_once_more_is_asked_for(tmp_path: Path, agent: str) -> None:
    seat = held(tmp_path, BY_KEY, agent=agent)
    seat.keeper.change(replace(asking(BY_KEY_AND_PASSWORD), version="more"))
    assert seat.told(Truth.SIGNED_OUT) == ("security_key",)
    assert seat.told(Truth.SIGNED_OUT) == ("security_key", "password")
    seat.may_touch.set()
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="password_wanted")
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    seat.keeper.stop()


@pytest.mark.parametrize("agent", ["cruz", ""])
def test_nothing_comes_of_a_key_that_is_touched_once_the_seat_was_suspended(tmp_path: Path, agent: str) -> None:
    seat = held(tmp_path, BY_KEY, agent=agent)
    seat.keeper.direct(DeviceSuspended())
    seat.keeper.direct(DeviceLifted())
    eventually(lambda: seat.written(Kind.LIFTED))
    seat.may_touch.set()
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    assert seat.keeper.slot.standing.truth is Truth.SIGNED_OUT
    seat.keeper.stop()


@pytest.mark.parametrize("locks", [False, True])
def test_nothing_comes_of_a_key_without_a_name_once_the_seat_is_somebodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, locks: bool
) -> None:
    seat = held(tmp_path, agent="")
    other = seat.keeper.peer("prompt")
    reyes = CodeVerdict(accepted=True, reason="ok", agent="reyes", team="cards")
    with monkeypatch.context() as patched:
        patched.setattr(seat.verifier, "verify", lambda *_: reyes)
        other.send(CodeOffered(agent="reyes", code="111111"))
        assert hear(other, Verdict).accepted
    if locks:
        seat.seat.send(LockOrder(reason="idle"))
        assert hear(other, TruthTold, lambda told: told.truth is Truth.LOCKED)
    before = seat.keeper.slot.standing
    seat.may_touch.set()
    assert hear(seat.prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    assert seat.keeper.slot.standing == before
    seat.keeper.stop()


def test_a_keeper_that_reaches_no_key_says_so(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, asking(BY_KEY), ask_key=no_key)
    keeper.peer("seat").send(Ready(capabilities=()))
    prompt = keeper.peer("prompt")
    prompt.send(CodeOffered(agent="cruz", code="", pin=PIN))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="key_unreachable")
    keeper.stop()


def test_no_pin_is_on_the_record_nor_in_what_a_message_shows_of_itself(seat: Seat, tmp_path: Path) -> None:
    secret = "open sesame 4711"
    seat.offer(pin=secret)
    seat.offer()
    for shown in (CodeOffered(agent="cruz", code="", pin=secret), KeyAsked(agent="cruz", challenge=b"", pin=secret)):
        assert secret not in repr(shown)
    assert not [path for path in tmp_path.rglob("*.db*") if secret.encode() in path.read_bytes()]


def test_a_key_is_known_by_what_the_kernel_says_of_a_device(tmp_path: Path) -> None:
    assert not is_key_present(tmp_path / "nothing")
    for name, descriptor in (("hidraw0", b"\x05\x01\x09\x06"), ("hidraw1", FIDO_PAGE + b"\x09\x01\xa1\x01")):
        assert not is_key_present(tmp_path)
        (tmp_path / name / "device").mkdir(parents=True)
        (tmp_path / name / "device" / "report_descriptor").write_bytes(descriptor)
    assert is_key_present(tmp_path)


def test_a_process_of_its_own_asks_the_key_that_is_plugged_in(tmp_path: Path) -> None:
    key, path = FakeSecurityKey(), tmp_path / "key"
    ask = with_key(path)
    with pytest.raises(SecurityKeyError) as absent:
        ask(SEAT, "cruz", PIN)
    assert absent.value.reason == "absent"
    known = given_to("cruz", key)
    key.save(path)
    said = ask(SEAT, "cruz", PIN)
    assert (said.challenge.seat_id, said.assertion.credential_id) == (SEAT, known.credential_id)
    assert ask(SEAT, "cruz", PIN).challenge.nonce != said.challenge.nonce
    assert ask(SEAT, "", PIN).assertion.credential_id == known.credential_id
    given_to("reyes", key)
    key.save(path)
    for agent, pin, reason in (
        ("cruz", "0000", "wrong_pin"),
        ("mills", PIN, "not_registered"),
        ("", PIN, "several_accounts"),
    ):
        with pytest.raises(SecurityKeyError) as refused:
            ask(SEAT, agent, pin)
        assert refused.value.reason == reason


@pytest.mark.parametrize("program", ["pass", "print('nonsense')", "raise SystemExit(1)", "import os; os.abort()"])
def test_a_process_that_says_nothing_of_use_is_a_key_that_failed(program: str) -> None:
    with pytest.raises(SecurityKeyError) as failed:
        KeyAsking(now, (sys.executable, "-c", program))(SEAT, "cruz", PIN)
    assert failed.value.reason == "failed"


def test_a_keeper_that_ends_waits_for_no_key(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    waits = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(3600)"
    ask = KeyAsking(now, (sys.executable, "-c", waits))
    reasons: list[str] = []

    def asks() -> None:
        with pytest.raises(SecurityKeyError) as failed:
            ask(SEAT, "cruz", PIN)
        reasons.append(failed.value.reason)

    asking_it = threading.Thread(target=asks)
    asking_it.start()
    eventually(begun.exists)
    ask.stop()
    asking_it.join(DEADLINE)
    asks()
    assert reasons == ["failed", "failed"]


def test_the_products_own_process_answers_where_no_key_is() -> None:
    asked = msgspec.msgpack.encode(KeyAsked(agent="cruz", challenge=bytes(32), pin=PIN))
    done = subprocess.run((*DESKWARDEN, "ask-security-key"), input=asked, capture_output=True, check=True)
    assert msgspec.msgpack.decode(done.stdout, type=KeyTold) == KeyTold(trouble="absent")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


def test_a_key_that_it_added_opens_a_seat_online_and_offline_until_it_is_taken_away(
    store: StoreProcess, tmp_path: Path
) -> None:
    key, path = FakeSecurityKey(), tmp_path / "key"
    store.parts.agents.add("Ana", "cards")
    known = store.parts.security_keys.add("Ana", "", given_to("Ana", key))
    key.save(path)
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
    seat_id, ask = enrolment.seat_id(1), with_key(path)
    client = HttpsStore(enrolment)
    offline = OfflineVerifier(FakeVault(), is_password)
    verifier = StoreThenOffline(client, offline, now, lambda: None)

    def judged() -> tuple[str, str]:
        verdict = verifier.verify(seat_id, "Ana", "", None, ask(seat_id, "Ana", PIN))
        return verdict.reason, verdict.judge

    assert judged() == ("ok", "store")
    store.stop()
    assert judged() == judged() == ("ok", "offline")
    store.start(int(store.url.rpartition(":")[2]))
    assert judged() == ("ok", "store")
    store.parts.security_keys.remove("Ana", known.mark)
    assert judged() == ("wrong_code", "store")
    verifier.forget("Ana")
    store.stop()
    assert judged() == ("not_signed_in_here", "store")
    store.start(int(store.url.rpartition(":")[2]))
    client.close()


def test_who_asks_anew_ends_what_was_asked_before() -> None:
    asking = KeyAsking(lambda: datetime.now(UTC), (sys.executable, "-c", "import time; time.sleep(1000)"))
    told: queue.Queue[str] = queue.Queue()

    def ask() -> None:
        with pytest.raises(SecurityKeyError) as error:
            asking(SEAT, "cruz", PIN)
        told.put(error.value.reason)

    asked = [threading.Thread(target=ask) for _ in range(3)]
    for each in asked:
        each.start()
    assert [told.get(timeout=DEADLINE) for _ in asked[1:]] == ["not_touched"] * 2
    asking.stop()
    assert told.get(timeout=DEADLINE) == "failed"
    for each in asked:
        each.join()


@pytest.mark.parametrize(
    ("program", "reason"), [("while True: print('x' * 4096)", "failed"), ("import sys; sys.exit(1)", "failed")]
)
def test_what_says_too_much_or_nothing_failed(program: str, reason: str) -> None:
    with pytest.raises(SecurityKeyError) as error:
        KeyAsking(lambda: datetime.now(UTC), (sys.executable, "-c", program))(SEAT, "cruz", PIN)
    assert error.value.reason == reason


def test_a_key_that_nobody_touches_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workstation.keeper.keyasking.ANSWERED_WITHIN", 0.1)
    with pytest.raises(SecurityKeyError) as error:
        KeyAsking(lambda: datetime.now(UTC), (sys.executable, "-c", "import time; time.sleep(1000)"))(SEAT, "cruz", PIN)
    assert error.value.reason == "not_touched"
