"""Another policy comes into force while the seat guards: nothing is let go that the new rules ask for."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

import pytest

from tests.fakes.desktop import FakeDesktop
from tests.fakes.witness import Witness
from tests.keeper.running import eventually
from tests.seat.test_engine import AT, CARD, engine_of, opened, running
from workstation.detect.scanner import Scanner
from workstation.errors import DesktopError
from workstation.facts.kinds import Kind
from workstation.facts.observations import CallChanged, EntryWritten, FieldFocused, PolicyConfirmed, ScreenRead
from workstation.facts.place import Field, Mark, Program, Rect
from workstation.guards.roster import build_guards
from workstation.link.messages import PolicyTold
from workstation.policy.load import parse_policy
from workstation.policy.looking import scan_of
from workstation.policy.rules import Policy
from workstation.policy.wire import encode_policy, version_of
from workstation.seat.detector import Detector
from workstation.seat.rulebook import Rulebook

SSN = Mark(application="crm", data_class="us_ssn", hidden=(Rect(10, 50, 60, 20),))
FIELD = Rect(100, 100, 200, 30)
COPIER = Program(name="xclip", path="/usr/bin/xclip", pid=1)
MEMBERS = (
    '[[class]]\nid = "member"\ncalled = "member number"\npattern = "MB-[0-9]{4}"\n'
    '[[rule]]\nkind = "masking"\nid = "members"\nclasses = ["member"]\n'
)
CARDS = '[[rule]]\nkind = "masking"\nid = "cards"\nclasses = ["card_number"]\n'
NUMBERS = '[[rule]]\nkind = "masking"\nid = "numbers"\nclasses = ["us_ssn"]\n'
CLIPBOARD = '[[rule]]\nkind = "clipboard"\nid = "clipboard"\n'
CAPTURE = '[[rule]]\nkind = "capture"\nid = "capture"\n'
IDLE = '[[rule]]\nkind = "idle"\nid = "idle"\nafter_seconds = 300\n'


def policy(*rules: str) -> Policy:
    return parse_policy(f'name = "New"\nformat = 1\n{"".join(rules)}'.encode(), "policy.toml")


def focused() -> FieldFocused:
    field = Field(application="crm", role="entry", data_class="card_number", rect=FIELD)
    return FieldFocused(at=AT, field=field)


def test_new_rules_cover_what_stands_on_the_screen_already_and_let_the_rest_go() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    engine = engine_of(desktop, witness, build_guards(policy(CARDS, IDLE)))
    with running(engine) as post:
        opened(post)
        post(ScreenRead(at=AT, marks=(CARD, SSN)))
        eventually(lambda: desktop.marks == (CARD,))
        engine.renew(build_guards(policy(NUMBERS, IDLE)), "second")
        eventually(lambda: desktop.marks == (SSN,))
        engine.renew(build_guards(policy(IDLE)), "third")
        eventually(lambda: desktop.marks == ())
        eventually(lambda: witness.shown[-1].policy == "third")
    assert witness.policies == ["second", "third"]
    assert not witness.locks


def test_chords_are_held_on_where_the_new_rules_ask_for_it_and_freed_where_they_do_not() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    engine = engine_of(desktop, witness, build_guards(policy(CLIPBOARD, CAPTURE)))
    with running(engine) as post:
        opened(post)
        post(focused())
        eventually(lambda: not desktop.presses("Ctrl+C"))
        engine.renew(build_guards(policy(CLIPBOARD)), "second")
        eventually(lambda: desktop.presses("Print"))
        assert not desktop.presses("Ctrl+C")
        engine.renew(build_guards(policy(CAPTURE)), "third")
        eventually(lambda: desktop.presses("Ctrl+C"))
        assert not desktop.presses("Print")


def test_what_the_clipboard_holds_is_judged_again() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    engine = engine_of(desktop, witness, build_guards(policy(CLIPBOARD.replace("\n", '\nclasses = ["email"]\n', 1))))
    with running(engine) as post:
        opened(post)
        eventually(lambda: witness.is_ready)
        desktop.copies(COPIER, "CLIPBOARD", "4111 1111 1111 1111")
        engine.renew(build_guards(policy(CLIPBOARD)), "second")
        eventually(lambda: desktop.pasted("CLIPBOARD") == "")
        eventually(lambda: Kind.SELECTION_CLEARED in [body.kind for body in witness.reports])


def test_an_exception_of_the_new_policy_loosens_only_once_its_use_is_on_the_record() -> None:
    granted = """
[[exception]]
id = "training"
rules = ["cards"]
scope = { call = "on" }
reason = "Numbers of the training room are made up."
granted_by = "A. Reyes"
expires = 2090-12-31
"""
    desktop, witness = FakeDesktop(Scanner()), Witness()
    engine = engine_of(desktop, witness, build_guards(policy(CARDS)))
    with running(engine) as post:
        post(CallChanged(at=AT, on_call=True))
        opened(post)
        post(ScreenRead(at=AT, marks=(CARD,)))
        engine.renew(build_guards(policy(CARDS, granted)), "second")
        eventually(lambda: Kind.EXCEPTION_USED in [body.kind for body in witness.reports])
        assert desktop.marks == (CARD,)
        used = next(body for body in witness.reports if body.kind is Kind.EXCEPTION_USED)
        post(EntryWritten(at=AT, body=used))
        eventually(lambda: desktop.marks == ())


def test_a_desktop_that_cannot_read_anew_ends_the_seat() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    desktop.refuses.add("read_anew")
    engine = engine_of(desktop, witness)
    engine.renew(build_guards(policy(CARDS)), "second")
    with pytest.raises(DesktopError):
        engine.run()
    assert witness.locks == ["engine_failed"]


def test_the_detector_looks_for_the_new_classes_before_the_new_guards_judge() -> None:
    before = policy(CARDS)
    detector = Detector(scan_of, before)
    book = Rulebook(version_of(before), before, detector)
    desktop, witness = FakeDesktop(detector.scan), Witness()
    engine = engine_of(desktop, witness, build_guards(before))
    now, after = datetime.now(UTC), policy(NUMBERS)
    told = PolicyTold(
        policy=encode_policy(after), name="New", version=version_of(after), confirmed=now, is_strictest=False
    )
    assert detector.scan("SSN 219-09-9999", "") == ()
    with running(engine):
        book.take(told, engine)
        assert [finding.data_class for finding in detector.scan("SSN 219-09-9999", "")] == ["us_ssn"]
        assert detector.label_class("Card number") is None
        eventually(lambda: witness.policies == [version_of(after)])
        eventually(lambda: witness.shown[-1].confirmed == now)
        book.take(told, engine)
    assert witness.policies == [version_of(after)]
    assert book.version == version_of(after)


def test_words_of_an_agents_own_are_judged_by_every_class_and_those_of_the_policy_in_force() -> None:
    before = policy(CARDS)
    detector = Detector(scan_of, before)
    assert detector.holds_data("SSN 219-09-9999")
    assert not detector.holds_data("Of the member MB-1234")
    detector.take(policy(CARDS, MEMBERS))
    assert detector.holds_data("Of the member MB-1234")
    assert not detector.holds_data("He compares a letter.")


def test_a_confirmation_alone_changes_no_rule() -> None:
    desktop, witness = FakeDesktop(Scanner()), Witness()
    with running(engine_of(desktop, witness)) as post:
        post(PolicyConfirmed(at=AT, confirmed=AT, is_strictest=True))
        eventually(lambda: witness.shown[-1].is_strictest if witness.shown else False)
    assert witness.policies == []
