"""The clean desk: what may not run ends, what may not lie there is found."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import date

from tests.core.seats import BROWSER, SCROT, actions, at, bodies, kinds, notices, rules, seat
from workstation.facts.actions import EndProgram, Notify, WatchFolders, WatchMedia, WatchPrograms
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    FileScanned,
    MediaMounted,
    ProgramSeen,
    SeatStarted,
    TruthChanged,
)
from workstation.facts.place import Program
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth
from workstation.guards.desk import DeskGuard
from workstation.policy.rules import DeskRule, GrantedException
from workstation.policy.scope import PlaceScope, Scope

RULE = DeskRule(id="desk", forbidden_names=("scrot",), forbidden_paths=("/opt/x/*",), folders=("Desktop",))
GUARD = DeskGuard(rules(RULE))
LENIENT = DeskGuard(rules(DeskRule(id="desk", removable_media="allow")))
STARTED = SeatStarted(at=at(0))


def test_programs_folders_and_media_are_watched_from_the_start() -> None:
    assert actions(GUARD, seat(truth=Truth.SIGNED_OUT), STARTED) == (
        WatchPrograms(names=("scrot",), paths=("/opt/x/*",)),
        WatchFolders(folders=("Desktop",)),
        WatchMedia(),
    )


def test_a_forbidden_program_ends_before_it_is_written_down() -> None:
    did = actions(GUARD, seat(), ProgramSeen(at=at(1), program=SCROT))
    assert kinds(did) == ["EndProgram", "WriteEntry", "Notify"]
    assert did[0] == EndProgram(program=SCROT)
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.PROGRAM_ENDED, Severity.VIOLATION, Outcome.ENDED)
    assert body.application == "scrot"
    assert did[-1] == Notify(event="program_ended", rule="desk", what="scrot", reason=RULE.reason, instead=RULE.instead)


def test_a_program_that_is_known_by_its_content_or_package_is_ended_by_the_rule_that_names_it() -> None:
    digest = f"sha256:{'0a' * 32}"
    by_digest = DeskRule(id="by-digest", forbidden_digests=(digest,))
    guard = DeskGuard(rules(RULE, by_digest, DeskRule(id="by-package", forbidden_packages=("grabbers",))))
    assert actions(guard, seat(), STARTED)[0] == WatchPrograms(
        names=("scrot",), paths=("/opt/x/*",), digests=(digest,), packages=("grabbers",)
    )
    for mark, rule in ((digest, "by-digest"), ("grabbers", "by-package"), ("", "desk")):
        did = actions(guard, seat(), ProgramSeen(at=at(1), program=SCROT, mark=mark))
        assert kinds(did) == ["EndProgram", "WriteEntry", "Notify"]
        assert bodies(did)[0].rule == rule


def test_clipboard_managers_are_forbidden_by_one_word() -> None:
    judge = DeskGuard(rules(DeskRule(id="desk", clipboard_managers="refuse")))
    manager = ProgramSeen(at=at(1), program=Program(name="copyq", path="/usr/bin/copyq", pid=9))
    assert actions(judge, seat(), manager)[0] == EndProgram(program=manager.program)
    assert LENIENT.judge(seat(), manager) is None


def test_a_file_with_sensitive_data_is_found_without_its_name() -> None:
    found = FileScanned(at=at(1), folder="Desktop", data_classes={"card_number": 3})
    did = actions(GUARD, seat(), found)
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.FILE_FOUND, Severity.VIOLATION, Outcome.DETECTED)
    assert (body.data_classes, body.details) == ({"card_number": 3}, {"folder": "Desktop"})
    assert did[-1] == Notify(
        event="file_found", rule="desk", what="card_number", reason=RULE.reason, instead=RULE.instead
    )


def test_a_removable_medium_is_found_without_its_name() -> None:
    did = actions(GUARD, seat(), MediaMounted(at=at(1), mount_point="/media/maria/CUSTOMERS"))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.MEDIA_FOUND, Severity.VIOLATION, Outcome.DETECTED)
    assert "CUSTOMERS" not in str(did)
    assert notices(did) == ["media_found"]


def test_media_that_the_rule_allows_are_neither_watched_nor_found() -> None:
    assert WatchMedia() not in actions(LENIENT, seat(), STARTED)
    assert LENIENT.judge(seat(), MediaMounted(at=at(1), mount_point="/media/maria/usb")) is None


ON_CALL = Scope(call="on")
TWO = DeskGuard(
    rules(
        DeskRule(id="always", forbidden_names=("scrot",), folders=("Desktop",), removable_media="allow"),
        DeskRule(id="on-a-call", forbidden_paths=("/usr/bin/c*",), folders=("Music",), scope=ON_CALL),
    )
)
CALL_ENDED = CallChanged(at=at(5), on_call=False)
CALL_STARTED = CallChanged(at=at(9), on_call=True)


def test_what_is_there_already_counts_as_soon_as_a_rule_begins_to_hold() -> None:
    assert actions(TWO, seat(), CALL_ENDED) == (
        WatchPrograms(names=("scrot",), paths=()),
        WatchFolders(folders=("Desktop",)),
    )
    assert actions(TWO, seat(CALL_ENDED), CALL_STARTED) == (
        WatchPrograms(names=("scrot",), paths=("/usr/bin/c*",)),
        WatchFolders(folders=("Desktop", "Music")),
        WatchMedia(),
    )
    assert TWO.judge(seat(CALL_ENDED), CallChanged(at=at(6), on_call=False)) is None


def test_a_violation_is_of_the_rule_that_forbids_it_while_that_holds() -> None:
    by_name, by_path = ProgramSeen(at=at(10), program=SCROT), ProgramSeen(at=at(10), program=BROWSER)
    file = FileScanned(at=at(10), folder="Music", data_classes={"us_ssn": 1})
    medium = MediaMounted(at=at(10), mount_point="/media/maria/usb")
    facts = (by_name, by_path, file, medium)
    on_call = [TWO.judge(seat(), fact) for fact in facts]
    off_call = [TWO.judge(seat(CALL_ENDED), fact) for fact in facts]
    assert [ruling and ruling.rule for ruling in on_call] == ["always", "on-a-call", "on-a-call", "on-a-call"]
    assert [ruling and ruling.rule for ruling in off_call] == ["always", "always", None, None]


def test_a_program_that_only_the_sensor_can_name_is_ended_by_a_rule_that_forbids_programs() -> None:
    script = Program(name="capture-all", path="/usr/bin/python3", pid=9)
    assert actions(GUARD, seat(), ProgramSeen(at=at(1), program=script))[0] == EndProgram(program=script)
    assert LENIENT.judge(seat(), ProgramSeen(at=at(1), program=script)) is None


def test_an_exception_lets_a_program_run_at_an_open_seat_only() -> None:
    trainer = GrantedException(
        id="trainer",
        rules=("desk",),
        scope=PlaceScope(teams=("trainers",)),
        reason="Trainers film the training CRM.",
        granted_by="R. Santos",
        expires=date(2026, 12, 31),
    )
    guard = DeskGuard(rules(RULE, exceptions=[trainer]))
    session = replace(seat(), situation=Situation(team="trainers"), granted=frozenset({"trainer"}))
    assert guard.judge(session, ProgramSeen(at=at(1), program=SCROT)) is None
    locked = TruthChanged(at=at(2), truth=Truth.LOCKED, agent="maria", reason="agent")
    assert WatchPrograms(names=("scrot",), paths=("/opt/x/*",)) in actions(guard, session, locked)


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
