"""`deskwarden policy replay`: a new policy over what the product itself recorded."""

# SPDX-License-Identifier: Apache-2.0

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.seats import BROWSER, SCROT, START, bodies, mark, seat
from tests.core.test_policy_strictness import EXCEPTION
from tests.rehearse.test_commands import Said, policy
from tests.samples import KEYS, enrolled, shipment
from workstation.auditstore.store import open_store
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    ChordSwallowed,
    FileScanned,
    MediaMounted,
    Observation,
    PixelsRead,
    ProgramSeen,
    ScreenRead,
    SelectionRead,
)
from workstation.facts.situation import Situation
from workstation.guards.roster import build_guards
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.keeper.recorder import Recorder
from workstation.policy.load import parse_policy
from workstation.policy.rules import (
    USUAL_CLASSES,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    GrantedException,
    IdleRule,
    MaskingRule,
    NetworkRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import Application, Hours, PlaceScope, Scope, Site
from workstation.policy.support import Support
from workstation.recordfile import SEALED
from workstation.rehearse.hindsight import Hindsight, Judged
from workstation.rehearse.standing import Moment

SEAT = "00000000-0000-4000-8000-000000000001/1"
CRUZ = Subject(agent="cruz", team="cards")
RULES = """
name = "Then"
format = 1

[[rule]]
kind = "masking"
id = "masked"
classes = ["card_number", "us_ssn"]

[[rule]]
kind = "clipboard"
id = "not-copied"
classes = ["card_number"]

[[rule]]
kind = "capture"
id = "captured"

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 300

[[rule]]
kind = "desk"
id = "desk"
forbidden_names = ["scrot"]
"""
FACTS: tuple[Observation, ...] = (
    ScreenRead(at=START, marks=(mark("card_number"), mark("card_number", x=99), mark("us_ssn"))),
    SelectionRead(at=START, selection="CLIPBOARD", program=BROWSER, data_classes={"card_number": 1}),
    ChordSwallowed(at=START, chord="Print", purpose="capture"),
    PixelsRead(at=START, program=SCROT),
    ProgramSeen(at=START, program=SCROT),
    FileScanned(at=START, folder="Desktop", data_classes={"card_number": 4}),
    MediaMounted(at=START, mount_point="/media/x"),
)


def recorded_by(then: Policy, facts: Sequence[Observation]) -> list[Body]:
    """Return what the seat reports of `facts` under the policy `then`."""
    session, found = seat(), []
    for fact in facts:
        for guard in build_guards(then):
            if ruling := guard.judge(session, fact):
                found += bodies(ruling.actions)
        session = session.after(fact)
    return found


class Clock:
    """The ledger's time: a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[SqliteLedger]:
    (tmp_path / "data-key").write_bytes(KEYS.data)
    made = SqliteLedger(tmp_path / "ledger.db", KEYS, clock=clock)
    yield made
    made.close()


@pytest.fixture
def recorder(ledger: SqliteLedger) -> Recorder:
    """Return the keeper's own pen, after a day of work under RULES."""
    pen = Recorder(ledger, SEAT, lambda: None)
    pen.note(CRUZ, custody(Kind.SIGNED_IN))
    for body in recorded_by(parse_policy(RULES.encode(), "then.toml"), FACTS):
        pen.note(CRUZ, body)
    pen.note(CRUZ, custody(Kind.LOCKED, reason="idle"))
    return pen


def custody(kind: Kind, **details: str | int) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)


def replayed(tmp_path: Path, rules: str, *words: str) -> Said:
    path = tmp_path / "now.toml"
    path.write_text(rules)
    return policy("replay", path, *(words or ("--ledger", str(tmp_path / "ledger.db"))))


def answered(tmp_path: Path, rules: str, *words: str) -> dict[str, object]:
    said = replayed(tmp_path, rules, "--json", "--ledger", str(tmp_path / "ledger.db"), *words)
    answer: dict[str, object] = json.loads(said.stdout)
    return answer


def raised(answer: dict[str, object]) -> list[tuple[object, ...]]:
    lines = answer["raised"]
    assert isinstance(lines, list)
    return [tuple(line.values()) for line in lines]


@pytest.mark.usefixtures("recorder")
def test_the_same_policy_raises_what_it_raised(tmp_path: Path) -> None:
    answer = answered(tmp_path, RULES)
    day = "2026-11-22"
    assert raised(answer) == [
        (day, "cards", "captured", 2, 0),
        (day, "cards", "desk", 3, 0),
        (day, "cards", "masked", 0, 1),
        (day, "cards", "not-copied", 1, 0),
    ]
    assert (answer["entries"], answer["of_no_rule"], answer["not_raised"]) == (9, 1, 0)
    assert (answer["violations_then"], answer["for_the_record_then"]) == (6, 2)
    assert answer["unjudged"] == [
        {"why": "entries keep no time without input and none since the last code", "entries": 1}
    ]


@pytest.mark.usefixtures("recorder")
def test_people_get_a_table_and_what_nobody_can_tell(tmp_path: Path) -> None:
    said = replayed(tmp_path, RULES)
    assert said.returncode == 0
    assert "2026-11-22  cards  desk" in said.stdout
    assert "9 entries, 8 of them about rules." in said.stdout
    assert "This policy: 6 violations, 1 for the record, 0 entries not raised." in said.stdout
    assert "Not judgeable, 1 entries: entries keep no time without input" in said.stdout
    assert "that no rule asked for then is not in the record" in said.stdout


@pytest.mark.usefixtures("recorder")
def test_a_looser_policy_raises_less(tmp_path: Path) -> None:
    rules = 'name = "Now"\nformat = 1\n[[rule]]\nkind = "masking"\nid = "ssn"\nclasses = ["us_ssn"]\n'
    answer = answered(tmp_path, rules)
    assert raised(answer) == [("2026-11-22", "cards", "ssn", 0, 1)]
    assert (answer["not_raised"], answer["unjudged"]) == (7, [])


@pytest.mark.usefixtures("recorder")
def test_days_and_hours_are_the_seats_own_where_their_zone_is_given(tmp_path: Path) -> None:
    rules = (
        'name = "Night"\nformat = 1\n[[rule]]\nkind = "capture"\nid = "night"\n'
        'scope = { hours = [{ start = "22:00", end = "06:00" }] }\n'
    )
    unknown = answered(tmp_path, rules)
    assert raised(unknown) == []
    assert unknown["unjudged"] == [{"why": "entries keep no local time of the seat; give --zone", "entries": 2}]
    manila = answered(tmp_path, rules, "--zone", "Asia/Manila")
    assert raised(manila) == [("2026-11-22", "cards", "night", 2, 0)]
    assert answered(tmp_path, rules, "--zone", "+08:00") == manila
    assert answered(tmp_path, rules, "--zone", "-06:30")["not_raised"] == 8
    assert raised(answered(tmp_path, rules, "--zone", "Asia/Tokyo")) == [("2026-11-23", "cards", "night", 2, 0)]
    assert answered(tmp_path, rules, "--zone", "Europe/Madrid")["not_raised"] == 8


def test_calls_are_followed_seat_by_seat(tmp_path: Path, ledger: SqliteLedger) -> None:
    blocked = Body(kind=Kind.CAPTURE_KEY_BLOCKED, severity=Severity.VIOLATION, outcome=Outcome.BLOCKED, rule="old")
    for name in (SEAT, f"{SEAT[:-1]}2"):
        pen = Recorder(ledger, name, lambda: None)
        for body in (blocked, custody(Kind.CALL_ENDED), blocked, blocked, custody(Kind.CALL_STARTED), blocked):
            pen.note(CRUZ, body)
    rules = 'name = "x"\nformat = 1\n[[rule]]\nkind = "capture"\nid = "c"\nscope = { call = "off" }\n'
    assert raised(answered(tmp_path, rules)) == [("2026-11-22", "cards", "c", 4, 0)]


@pytest.mark.usefixtures("recorder")
def test_an_entry_that_was_changed_by_hand_is_counted_and_not_guessed(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.execute("UPDATE entries SET sealed = 'x' WHERE seq = 2")
        db.commit()
    answer = answered(tmp_path, RULES)
    assert "the entry cannot be understood" in str(answer["unjudged"])
    assert answer["entries"] == 9


@pytest.mark.usefixtures("recorder")
def test_the_stores_record_answers_as_the_ledger_does(tmp_path: Path, ledger: SqliteLedger) -> None:
    parts = open_store(tmp_path / "store")
    device = SEAT.partition("/")[0]
    enrolled(parts, device)
    parts.ingest.take(device, shipment(SEAT, ledger.waiting(SEAT, 100)))
    parts.database.close()
    of_ledger = replayed(tmp_path, RULES)
    assert replayed(tmp_path, RULES, "--store", str(tmp_path / "store")).stdout == of_ledger.stdout


@pytest.mark.usefixtures("recorder")
def test_a_record_is_read_and_not_changed(tmp_path: Path, ledger: SqliteLedger) -> None:
    before = [entry.chain for entry in ledger.waiting(SEAT, 100)]
    replayed(tmp_path, RULES)
    assert [entry.chain for entry in ledger.waiting(SEAT, 100)] == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--ledger", "none.db"), "there is no record at none.db"),
        (
            ("--zone", "Mars/Olympus", "--ledger", "x"),
            'no time zone is called "Mars/Olympus". Write it like Asia/Manila',
        ),
        (("--zone", "+99:00", "--ledger", "x"), 'no time zone is called "+99:00"'),
        (("--zone", "../../etc/passwd", "--ledger", "x"), 'no time zone is called "../../etc/passwd"'),
        (("--json",), "one record is needed. Give --ledger FILE or --store FOLDER."),
        (("--ledger", "a", "--store", "b"), "one record is needed"),
    ],
)
def test_trouble_is_named(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    said = replayed(tmp_path, RULES, *words)
    assert said.returncode == 1
    assert told in said.stderr


def test_a_file_that_is_no_record_is_named(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("no database " * 100)
    assert "notes.txt cannot be read as a record" in replayed(tmp_path, RULES, "--ledger", str(other)).stderr


CEBU = Site(name="cebu", networks=("10.4.0.0/16",))
HERE = Moment(at=START, situation=Situation(team="cards"))
IN_CRM = PlaceScope(applications=(Application(url="https://crm.example.com/*"),))
SHOWN = Body(kind=Kind.DATA_SHOWN, severity=Severity.ACCESS, outcome=Outcome.MASKED, data_classes={"us_ssn": 1})


HELP = Support(id="it-help", programs=("/usr/bin/x11vnc",), minutes=30)


def judged(
    rule: MaskingRule
    | WindowRule
    | ClipboardRule
    | RecordingRule
    | PrintingRule
    | CaptureRule
    | DeskRule
    | IdleRule
    | ReauthRule
    | ShiftRule
    | NetworkRule,
    body: Body,
) -> Judged:
    made = Hindsight(Policy(name="x", format=1, site=(CEBU,), rule=(rule,))).judge(body, HERE)
    assert made is not None
    return made


def of_kind(kind: Kind, **classes: int) -> Body:
    return Body(
        kind=kind,
        severity=Severity.VIOLATION,
        outcome=Outcome.BLOCKED,
        application="peek",
        data_classes=classes,
        details={"folder": "Music"},
    )


@pytest.mark.parametrize(("supports", "raised"), [((HELP,), ()), ((), ("r",))])
def test_a_look_that_was_supported_is_raised_where_the_policy_supports_it_no_more(
    supports: tuple[Support, ...], raised: tuple[str, ...]
) -> None:
    look = structs.replace(of_kind(Kind.PIXELS_READ), details={"support": "it-help"})
    policy = Policy(name="x", format=1, rule=(CaptureRule(id="r"),), support=supports)
    assert Hindsight(policy).judge(look, HERE) == Judged(raised)


@pytest.mark.parametrize(("digit", "raised"), [("5", ()), ("6", ("r",))])
def test_a_reader_is_judged_by_the_digest_that_its_entry_keeps(digit: str, raised: tuple[str, ...]) -> None:
    look = structs.replace(of_kind(Kind.PIXELS_READ), details={"digest": f"sha256:{digit * 64}"})
    assert judged(CaptureRule(id="r", allow=(f"sha256:{'5' * 64}",)), look) == Judged(raised)
    doubted = judged(CaptureRule(id="r", allow=(f"sha256:{'5' * 64}", "/usr/bin/orca")), look)
    assert bool(doubted.why) == bool(raised)


@pytest.mark.parametrize("kind", [Kind.EXTENSION_LOST, Kind.EXTENSION_MISSING, Kind.EXTENSION_OUTDATED])
def test_a_browser_without_its_extension_is_raised_by_any_masking_rule(kind: Kind) -> None:
    assert judged(MaskingRule(id="r"), of_kind(kind)).rules == ("r",)


@pytest.mark.parametrize(
    ("rule", "body", "why"),
    [
        (MaskingRule(id="r", scope=IN_CRM), SHOWN, "entries keep no path, window, page or field"),
        (MaskingRule(id="r", scope=PlaceScope(networks=("10.0.0.0/8",))), SHOWN, "entries keep no networks"),
        (MaskingRule(id="r", scope=PlaceScope(away_from=("cebu",))), SHOWN, "entries keep no networks"),
        (MaskingRule(id="r", scope=PlaceScope(hours=(Hours(start="08:00", end="09:00"),))), SHOWN, "give --zone"),
        (
            MaskingRule(id="r", scope=IN_CRM),
            of_kind(Kind.EXTENSION_MISSING),
            "entries keep no path, window, page or field",
        ),
        (
            WindowRule(id="r", cover="unfocused", scope=IN_CRM),
            of_kind(Kind.WINDOW_UNCOVERED),
            "entries keep no path, window, page or field",
        ),
        (ClipboardRule(id="r"), of_kind(Kind.COPY_BLOCKED), "the entry names no data class"),
        (CaptureRule(id="r", allow=("/usr/bin/orca",)), of_kind(Kind.PIXELS_READ), "no path of the program"),
        (DeskRule(id="r", forbidden_paths=("/opt/*",)), of_kind(Kind.PROGRAM_ENDED), "no path of the program"),
        (NetworkRule(id="r", networks=("10.0.0.0/8",)), of_kind(Kind.OUTSIDE_NETWORK), "no networks of the seat"),
        (NetworkRule(id="r", networks=("10.0.0.0/8",)), of_kind(Kind.NETWORK_UNKNOWN), "no networks of the seat"),
    ],
)
def test_what_an_entry_does_not_keep_is_said_and_not_guessed(
    rule: MaskingRule | WindowRule | ClipboardRule | CaptureRule | DeskRule | NetworkRule, body: Body, why: str
) -> None:
    told = judged(rule, body)
    assert told.rules == ()
    assert why in told.why


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("reauth_clock", Judged(("r",))),
        ("reauth_network", Judged()),
        ("reauth", Judged(why="entries keep no time without input and none since the last code")),
        ("reauth_violations", Judged(why="an entry does not keep how much was recorded in the hour before it")),
    ],
)
def test_a_second_factor_would_be_asked_for_again_by_the_rule_that_names_its_risk(reason: str, told: Judged) -> None:
    due = structs.replace(of_kind(Kind.REAUTH_DUE), details={"reason": reason})
    assert judged(ReauthRule(id="r", after_risks=("clock",), violations_an_hour=5), due) == told


@pytest.mark.parametrize(("kind", "reason"), [(Kind.LOCKED, "shift_over"), (Kind.OUTSIDE_HOURS, "")])
def test_whether_a_shift_would_have_ended_is_not_guessed(kind: Kind, reason: str) -> None:
    ended = structs.replace(of_kind(kind), details={"reason": reason})
    rule = ShiftRule(id="r", hours=(Hours(start="08:00", end="18:00"),))
    assert judged(rule, ended) == Judged(why="an entry does not keep when the seat was opened before it")
    assert judged(ReauthRule(id="r"), ended) == Judged()


def test_a_refused_picture_is_raised_by_a_rule_that_refuses_pictures_whatever_it_names() -> None:
    body = of_kind(Kind.SELECTION_CLEARED, picture=1)
    assert judged(ClipboardRule(id="r", classes=("iban",), pictures="refuse"), body).rules == ("r",)


@pytest.mark.parametrize("kind", [Kind.RECORDING_PAUSED, Kind.RECORDING_UNCONFIRMED])
def test_a_pause_of_the_recorder_would_be_one_under_the_rule_that_names_its_class(kind: Kind) -> None:
    assert judged(RecordingRule(id="r"), of_kind(kind, card_number=1)).rules == ("r",)


@pytest.mark.parametrize(("kind", "rules"), [(Kind.PRINT_BLOCKED, ("r", "s")), (Kind.SAVE_BLOCKED, ("s",))])
def test_what_was_held_back_from_paper_would_be_again_by_the_rule_of_that_chord(kind: Kind, rules: tuple[str]) -> None:
    either = PrintingRule(id="r", chords=("print",)), PrintingRule(id="s", chords=("print", "save"))
    assert tuple(rule.id for rule in either if judged(rule, of_kind(kind, us_ssn=1)).rules) == rules


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (MaskingRule(id="r", scope=PlaceScope(teams=("billing",), networks=("10.0.0.0/8",))), SHOWN),
        (MaskingRule(id="r", classes=("card_number",), scope=IN_CRM), SHOWN),
        (RecordingRule(id="r"), of_kind(Kind.RECORDING_UNCONFIRMED, us_ssn=1)),
        (CaptureRule(id="r", allow=("/usr/bin/orca",), scope=Scope(call="off")), of_kind(Kind.PIXELS_READ)),
        (WindowRule(id="r", cover="always", scope=IN_CRM), of_kind(Kind.WINDOW_UNCOVERED)),
        (DeskRule(id="r", forbidden_names=("obs",)), of_kind(Kind.PROGRAM_ENDED)),
        (ClipboardRule(id="r", pictures="read"), of_kind(Kind.SELECTION_CLEARED, picture=1)),
        (DeskRule(id="r", folders=("Desktop",)), of_kind(Kind.FILE_FOUND)),
        (DeskRule(id="r", removable_media="allow"), of_kind(Kind.MEDIA_FOUND)),
        (NetworkRule(id="r", networks=("10.0.0.0/8",), scope=Scope(teams=("x",))), of_kind(Kind.OUTSIDE_NETWORK)),
    ],
)
def test_what_surely_does_not_concern_a_rule_is_not_raised(
    rule: MaskingRule | WindowRule | ClipboardRule | RecordingRule | CaptureRule | DeskRule | NetworkRule, body: Body
) -> None:
    assert judged(rule, body) == Judged()


def test_an_exception_lifts_where_it_surely_holds_and_leaves_a_doubt_where_nobody_can_tell() -> None:
    lifting = structs.replace(EXCEPTION, scope=PlaceScope(teams=("cards",)))
    masking = MaskingRule(id="m")

    def made(granted: GrantedException, at: datetime = START) -> Judged | None:
        made_of = Policy(name="x", format=1, rule=(masking,), exception=(granted,))
        return Hindsight(made_of).judge(SHOWN, Moment(at=at, situation=HERE.situation))

    assert made(lifting) == Judged()
    assert made(lifting, START + timedelta(days=60)) == Judged(("m",))
    assert made(structs.replace(lifting, classes=("card_number",))) == Judged(("m",))
    told = made(structs.replace(lifting, scope=IN_CRM))
    assert told is not None
    assert told.why == "entries keep no path, window, page or field"


CLASSES = st.lists(st.sampled_from(USUAL_CLASSES), min_size=1, max_size=3, unique=True).map(tuple)
PLAIN = st.one_of(
    st.builds(MaskingRule, id=st.uuids().map(str), classes=CLASSES),
    st.builds(ClipboardRule, id=st.uuids().map(str), classes=CLASSES),
    st.builds(CaptureRule, id=st.uuids().map(str)),
    st.builds(
        DeskRule,
        id=st.uuids().map(str),
        forbidden_names=st.sampled_from([(), ("scrot",), ("Scr*",)]),
        folders=st.sampled_from([(), ("Desktop",)]),
        removable_media=st.sampled_from(["refuse", "allow"]),
    ),
)


@given(rules=st.lists(PLAIN, min_size=1, max_size=5).map(tuple), facts=st.lists(st.sampled_from(FACTS), max_size=6))
def test_a_policy_replayed_over_its_own_record_raises_each_entry_by_the_rule_that_it_names(
    rules: tuple[MaskingRule | ClipboardRule | CaptureRule | DeskRule, ...], facts: list[Observation]
) -> None:
    then = Policy(name="x", format=1, rule=rules)
    again = Hindsight(then)
    for body in recorded_by(then, facts):
        told = again.judge(body, Moment(at=START, situation=Situation()))
        assert told is not None
        assert body.rule in told.rules


@pytest.mark.usefixtures("recorder")
def test_a_record_of_which_nothing_opens_is_no_day_without_violations(tmp_path: Path) -> None:
    (tmp_path / "data-key").write_bytes(SEALED + KEYS.data)
    said = replayed(tmp_path, RULES)
    assert said.returncode == 1
    assert "no entry of this record opens" in said.stderr
