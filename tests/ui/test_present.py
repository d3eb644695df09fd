"""The sentences: short, plain, never accusing, and there for everything that can happen."""

# SPDX-License-Identifier: Apache-2.0

import gettext
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from typing import get_args

import pytest

from tests.ui import samples
from ui.present import about, notices, prompt, status, words
from ui.present.classes import CLASSES
from ui.present.credentials import CHANGES, change_sentence
from ui.present.record import about_the_record, record_sentence, summary
from ui.present.risks import RISKS
from ui.present.supervisor import inbox_line, supervisor_sentence, told_sentence
from workstation.auditstore.credentialchanges import Change
from workstation.detect.classes import ALL
from workstation.facts.actions import NoticeEvent, Notify
from workstation.facts.body import Body
from workstation.facts.capability import Capability, Strength
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.support import Supported
from workstation.facts.truth import Truth
from workstation.record.digest import Digest

TOKYO = timezone(timedelta(hours=9), "JST")
ALL_OUTCOMES = [(kind, outcome) for kind in Kind for outcome in Outcome]


def assert_calm(sentences: str) -> None:
    """At most two sentences, each ended, none loud, accusing or unfinished."""
    assert sentences.endswith((".", "…"))
    assert sentences[0].isupper()
    assert 1 <= sentences.count(". ") + 1 <= 2
    for never in ("!", "{", "}", "violation", "illegal", "caught", "attempt"):
        assert never not in sentences.lower()


@pytest.mark.parametrize(("kind", "outcome"), ALL_OUTCOMES)
def test_every_entry_has_a_calm_sentence_for_the_agent(kind: Kind, outcome: Outcome) -> None:
    assert_calm(record_sentence(samples.body(kind, outcome)))


@pytest.mark.parametrize(("kind", "outcome"), ALL_OUTCOMES)
def test_every_entry_has_a_sentence_for_the_supervisor_that_says_when(kind: Kind, outcome: Outcome) -> None:
    sentence = supervisor_sentence("J. Cruz", samples.body(kind, outcome), samples.NOON, TOKYO)
    assert sentence.endswith(".")
    assert "21:00" in sentence


def test_an_entry_without_program_classes_or_agent_still_reads_as_a_sentence() -> None:
    bare = Body(kind=Kind.COPY_BLOCKED, severity=Severity.VIOLATION, outcome=Outcome.BLOCKED)
    assert record_sentence(bare) == "Copying was held back in an unknown program (sensitive data)."
    assert supervisor_sentence("", bare, samples.NOON, TOKYO).startswith("Someone not signed in tried to copy")


@pytest.mark.parametrize("digest", ["sha256:" + "0a" * 32, "sha256:no", "x" * 71, 7, ""])
def test_the_file_of_a_program_is_told_as_its_digest_begins_where_it_is_one(digest: str | int) -> None:
    body = Body(
        kind=Kind.PIXELS_READ,
        severity=Severity.VIOLATION,
        outcome=Outcome.DETECTED,
        application="scrot",
        details={"digest": digest},
    )
    expected = " The SHA-256 of its file begins with 0a0a0a0a0a0a0a0a." if "0a" in str(digest) else ""
    assert record_sentence(body) == f"The screen was read by scrot.{expected}"
    assert_calm(record_sentence(body))
    told = supervisor_sentence("J. Cruz", body, samples.NOON, TOKYO)
    assert told == f"The screen of J. Cruz was read by scrot at 21:00.{expected}"


def test_a_supervisor_reads_who_what_how_often_and_whether_it_got_through() -> None:
    body = Body(
        kind=Kind.COPY_BLOCKED,
        severity=Severity.VIOLATION,
        outcome=Outcome.BLOCKED,
        application="CRM",
        data_classes={"card_number": 3},
    )
    said = supervisor_sentence("J. Cruz", body, samples.NOON, TOKYO)
    assert said == "J. Cruz tried to copy 3 card numbers from CRM at 21:00; none got through."


@pytest.mark.parametrize(
    ("digest", "said"),
    [
        (samples.digest(15), "12 × card-clipboard by 4 agents of team blue between 21:00 and 21:15."),  # noqa: RUF001 - a count
        (samples.digest(0, 1, 1), "1 × card-clipboard by 1 agent of team blue at 21:00."),  # noqa: RUF001 - a count
        (samples.digest(15, 2, 0), "2 × card-clipboard between 21:00 and 21:15."),  # noqa: RUF001 - a count
    ],
)
def test_many_violations_of_a_rule_read_as_one_line(digest: Digest, said: str) -> None:
    assert told_sentence(digest, TOKYO) == said


def test_an_entry_of_the_feed_reads_as_the_entry_that_it_is() -> None:
    item = samples.feed_item(1)
    assert told_sentence(item, TOKYO) == supervisor_sentence(item.agent, item.body, item.at, TOKYO)


def test_a_name_is_told_as_it_is_written() -> None:
    of_nobody = ("device_", "openid_provider", "record_exported")
    of_agents = [kind for kind in Kind if not any(word in kind for word in of_nobody)]
    said = [supervisor_sentence("j.cruz", samples.body(kind), samples.NOON) for kind in of_agents]
    assert all("j.cruz" in sentence and "J.cruz" not in sentence for sentence in said)


def test_what_was_not_prevented_is_not_called_prevented() -> None:
    cleared = samples.body(Kind.SELECTION_CLEARED, Outcome.CLEARED)
    failed = samples.body(Kind.SELECTION_CLEARED, Outcome.FAILED)
    assert "could not be emptied" in record_sentence(failed)
    assert "could not" not in record_sentence(cleared)
    assert "could not be emptied" in supervisor_sentence("J. Cruz", failed, samples.NOON)


def test_a_clipboard_that_could_not_be_read_is_not_called_sensitive() -> None:
    body = Body(
        kind=Kind.SELECTION_CLEARED,
        severity=Severity.CUSTODY,
        outcome=Outcome.CLEARED,
        application="gimp",
        data_classes={"unreadable": 1},
    )
    assert record_sentence(body) == "The clipboard was emptied: it held something that could not be read from gimp."


def test_a_found_file_is_told_by_its_folder_alone() -> None:
    said = record_sentence(samples.body(Kind.FILE_FOUND, folder="Downloads"))
    assert said == "A file in Downloads held 3 card numbers and 1 security code."


def test_a_session_that_somebody_else_ended_is_not_told_as_signing_out() -> None:
    own, ended = (
        samples.body(Kind.SIGNED_OUT, reason="signed_out"),
        samples.body(Kind.SIGNED_OUT, reason="access_ended"),
    )
    assert record_sentence(own) == "You signed out."
    assert record_sentence(ended) == "Your session at this seat was ended."
    assert supervisor_sentence("J. Cruz", own, samples.NOON, TOKYO).startswith("J. Cruz signed out at ")
    assert supervisor_sentence("J. Cruz", ended, samples.NOON, TOKYO).startswith("The session of J. Cruz was ended at ")


def test_a_locked_seat_says_why() -> None:
    assert record_sentence(samples.body(Kind.LOCKED, reason="idle")) == "The seat locked because it was not in use."
    assert record_sentence(samples.body(Kind.LOCKED, reason="of tomorrow")) == "The seat locked."


NOT_OF_A_RULE: dict[NoticeEvent, str] = {
    "extension_lost": "Start it again",
    "extension_missing": "Start it again",
    "extension_outdated": "Start it again",
    "extension_never_set_up": "deskwarden extension",
    "glass_broken": "What is masked stays masked.",
    "credentials_changed": "tell your supervisor now",
    "recovery_code_used": "Have IT set up your authenticator anew.",
}


@pytest.mark.parametrize("event", get_args(NoticeEvent))
def test_every_notice_says_what_happened_and_what_to_do_instead(event: NoticeEvent) -> None:
    said = notices.notice_sentences(samples.notice(event))
    assert_calm(said)
    assert NOT_OF_A_RULE.get(event, samples.INSTEAD) in said


def test_who_came_in_by_a_recovery_code_is_told_how_many_are_left() -> None:
    said = notices.notice_sentences(samples.notice("recovery_code_used", "4"))
    assert said.startswith("You came in by a recovery code (left: 4).")
    assert notices.why(Notify(event="recovery_code_used", rule="", what="4", reason="", instead="")) == ""


@pytest.mark.parametrize("what", [*CHANGES, "of_tomorrow"])
def test_what_became_of_their_credentials_is_told_with_when_it_was(what: str) -> None:
    said = notices.notice_sentences(samples.notice("credentials_changed", what))
    assert said == f"{change_sentence(what)} If you know nothing of this, tell your supervisor now."
    recorded = record_sentence(samples.body(Kind.CREDENTIALS_TOLD, change=what, at="2026-11-22T12:00Z"))
    assert recorded.startswith(f"{change_sentence(what)} That was on ")
    assert record_sentence(samples.body(Kind.CREDENTIALS_TOLD, change=what, at="nonsense")) == change_sentence(what)


def test_every_change_that_a_store_tells_has_a_sentence() -> None:
    assert set(CHANGES) == {kind.partition(".")[2] for kind in get_args(Change)}


def test_a_copy_notice_reads_like_the_house_style() -> None:
    notice = samples.notice(instead="Use Insert from CRM instead.")
    assert notices.notice_sentences(notice) == "Copying is off in card number fields. Use Insert from CRM instead."


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("card_number", "The clipboard was emptied because it held sensitive data (card number)."),
        ("picture", "The clipboard was emptied because pictures may not be copied here."),
        ("unreadable", "The clipboard was emptied because the picture on it could not be read."),
    ],
)
def test_an_emptied_clipboard_says_why(what: str, said: str) -> None:
    assert notices.notice_sentences(samples.notice("selection_cleared", what)).startswith(said)


def test_a_refused_picture_is_one_in_the_record() -> None:
    body = Body(
        kind=Kind.SELECTION_CLEARED,
        severity=Severity.VIOLATION,
        outcome=Outcome.CLEARED,
        application="gimp",
        data_classes={"picture": 1},
    )
    assert record_sentence(body) == "The clipboard was emptied: it held a picture from gimp."


def test_a_notice_has_its_reason_and_its_rule_beside_it() -> None:
    assert notices.why(samples.notice()) == "Copied data can end up anywhere. (rule card-clipboard)"


def test_remote_support_reads_until_when_and_who_approved_it() -> None:
    begun = replace(samples.notice("support_allowed", "x11vnc"), until=samples.NOON, who="Kim")
    at = words.time_of_day(samples.NOON)
    allowed = f"Remote support by x11vnc is allowed until {at} (approved by Kim)."
    assert notices.notice_sentences(begun) == f"{allowed} {samples.INSTEAD}"
    over = samples.notice("support_over", "x11vnc")
    assert notices.notice_sentences(over) == f"Remote support by x11vnc is over. {samples.INSTEAD}"
    help_ = Supported(rule="it-help", program="/usr/bin/x11vnc", approver="Kim", until=samples.NOON)
    seen = status.tray_words(replace(samples.session(), support=help_), "installed")
    assert (seen.shape, seen.line) == (status.Shape.ATTENTION, allowed)


def test_remote_support_is_on_the_record_of_agent_and_supervisor_with_who_approved_it() -> None:
    opened = samples.body(Kind.SUPPORT_OPENED, Outcome.DONE, approver="Kim")
    assert record_sentence(opened) == "Remote support by CRM began; Kim had approved it."
    refused = samples.body(Kind.SUPPORT_REFUSED, Outcome.REFUSED, reason="used")
    said = supervisor_sentence("j.cruz", refused, samples.NOON, TOKYO)
    assert "at the seat of j.cruz at 21:00; nothing was opened (it was used before)." in said
    newer = samples.body(Kind.SUPPORT_REFUSED, Outcome.REFUSED, reason="of_tomorrow")
    assert "(for another reason)" in supervisor_sentence("j.cruz", newer, samples.NOON, TOKYO)


def test_braces_in_a_programs_name_stay_what_they_are() -> None:
    assert "{0}" in notices.notice_sentences(samples.notice("program_ended", "{0}"))


def test_a_repeat_is_counted_and_a_single_notice_is_not() -> None:
    assert (notices.times(1), notices.times(3)) == ("", "3 times")


@pytest.mark.parametrize("reason", [*prompt.VERDICTS, "a_reason_of_tomorrow"])
def test_every_verdict_has_a_calm_sentence(reason: str) -> None:
    assert_calm(prompt.verdict_sentence(reason))


def test_an_unknown_verdict_does_not_open_its_mouth() -> None:
    assert prompt.verdict_sentence("account_disabled_by_hr") == "That was not accepted. Try again in a moment."


def test_who_acknowledged_which_policy_is_read_by_agent_and_supervisor() -> None:
    body = samples.body(Kind.POLICY_ACKNOWLEDGED, Outcome.DONE, version="a1b2c3d4e5f6", policy_digest="0" * 64)
    assert record_sentence(body) == "You confirmed that you read the policy (version a1b2c3d4e5f6)."
    told = supervisor_sentence("J. Cruz", body, samples.NOON, TOKYO)
    assert told == "J. Cruz confirmed at 21:00 that they read the policy (version a1b2c3d4e5f6)."


@pytest.mark.parametrize("reason", RISKS)
def test_a_risk_is_named_to_who_is_asked_in_their_record_and_to_the_supervisor(reason: str) -> None:
    asked = status.lock_reason(reason)
    assert asked == f"{RISKS[reason]} Confirm that it is still you."
    assert status.tray_words(samples.session(Truth.REAUTH_DUE, reason), "installed").line == asked
    due = samples.body(Kind.REAUTH_DUE, Outcome.DONE, reason=reason)
    assert record_sentence(due) == f"You were asked to confirm your sign-in. {RISKS[reason]}"
    told = supervisor_sentence("J. Cruz", due, samples.NOON, TOKYO)
    assert told == f"J. Cruz was asked to confirm the sign-in at 21:00. {RISKS[reason]}"


@pytest.mark.parametrize("reason", [*status.REASONS, *RISKS, "a_reason_of_tomorrow"])
def test_every_reason_for_a_lock_has_a_calm_sentence(reason: str) -> None:
    assert_calm(status.lock_reason(reason))


@pytest.mark.parametrize(
    ("truth", "reason", "shape"),
    [
        (Truth.ACTIVE, "", status.Shape.PROTECTED),
        (Truth.REAUTH_DUE, "reauth", status.Shape.ATTENTION),
        (Truth.SIGNED_OUT, "signed_out", status.Shape.LOCKED),
        (Truth.SUSPENDED, "suspended", status.Shape.LOCKED),
        (Truth.REVOKED, "revoked", status.Shape.LOCKED),
        (Truth.LOCKED, "idle", status.Shape.LOCKED),
        (Truth.LOCKED, "keeper_gone", status.Shape.FAULT),
        (Truth.LOCKED, "control_failed", status.Shape.FAULT),
    ],
)
def test_the_tray_shows_each_status_by_its_own_shape(truth: Truth, reason: str, shape: status.Shape) -> None:
    shown = status.tray_words(samples.session(truth, reason), "installed")
    assert shown.shape is shape
    assert shown.line in shown.tooltip
    assert "trial" not in shown.tooltip


def test_a_seat_that_starts_claims_no_protection() -> None:
    shown = status.tray_words(None, "installed")
    assert shown.shape is status.Shape.ATTENTION
    assert "protected" not in shown.line
    assert not status.lockable(None)


def test_a_trial_says_so_in_the_tray() -> None:
    assert "trial" in status.tray_words(samples.session(), "trial").tooltip


def test_only_an_open_seat_can_be_locked() -> None:
    lockable = [truth for truth in Truth if status.lockable(samples.session(truth))]
    assert lockable == [Truth.ACTIVE]


def test_classes_are_counted_in_words() -> None:
    assert words.counted({"card_number": 1}) == "1 card number"
    counted = words.counted({"card_number": 2, "card_verification": 1, "us_ssn": 3, "shoe_size": 2})
    assert counted == "2 card numbers, 1 security code, 3 social security numbers and 2 sensitive values (shoe size)"


@pytest.mark.parametrize("name", ALL)
def test_every_class_has_words_of_its_own(name: str) -> None:
    assert name in CLASSES


def test_a_class_of_a_policys_own_is_called_by_its_id_and_none_at_all_sensitive_data() -> None:
    assert words.data_class("shoe_size") == "shoe size"
    assert words.data_class("") == "sensitive data"


def test_days_are_told_as_people_say_them_in_their_own_zone() -> None:
    late = samples.NOON.replace(hour=16)
    told = [words.day(late - timedelta(days=days), late, TOKYO) for days in (0, 1, 2)]
    assert told == [
        "Today, Monday, 23 November 2026",
        "Yesterday, Sunday, 22 November 2026",
        "Saturday, 21 November 2026",
    ]


def test_a_reason_that_the_agent_wrote_is_read_by_agent_and_supervisor() -> None:
    body = samples.body(Kind.REVEAL_OPENED, Outcome.DONE, number=1, seconds=30, typed_reason="He moved {here}.")
    assert record_sentence(body).endswith(" without a mask in CRM. The reason given: “He moved {here}.”")
    told = supervisor_sentence("J. Cruz", body, samples.NOON, TOKYO)
    assert told.startswith("J. Cruz lifted the mask over")
    assert told.endswith("The reason given: “He moved {here}.”")


@pytest.mark.parametrize("reason", ["", 2, "a\u202eb", "a\nb"])
def test_a_reason_that_cannot_be_shown_whole_is_not_shown(reason: str | int) -> None:
    body = samples.body(Kind.REVEAL_OPENED, Outcome.DONE, typed_reason=reason)
    assert "reason given" not in record_sentence(body)


def test_the_record_says_in_which_zone_its_times_are() -> None:
    assert "JST" in about_the_record(words.zone_name(samples.NOON, TOKYO))


@pytest.mark.parametrize(
    ("count", "waiting", "said"),
    [
        (1, 0, "1 entry. All of them are at the audit store."),
        (212, 1, "212 entries. 1 waits here for the audit store."),
        (500, 212, "The newest 500 entries. 212 wait here for the audit store."),
    ],
)
def test_the_record_says_how_much_there_is_and_how_much_waits(count: int, waiting: int, said: str) -> None:
    assert summary(count, waiting, limit=500) == said


@pytest.mark.parametrize(("count", "said"), [(0, "Nothing new."), (1, "1 new entry."), (4, "4 new entries.")])
def test_the_inbox_counts_what_is_new(count: int, said: str) -> None:
    assert inbox_line(count) == said


@pytest.mark.parametrize("strength", Strength)
def test_every_capability_says_how_far_it_goes_and_why(strength: Strength) -> None:
    said = about.capability_sentence(Capability(promise="masks", strength=strength, why="X11 allows it."))
    assert said.endswith(". X11 allows it.")
    assert about.strength_shape(strength) in status.Shape


def test_a_promise_that_is_only_noticed_is_not_shown_as_kept() -> None:
    shapes = [about.strength_shape(strength) for strength in (Strength.DETECTED, Strength.NOT_HERE)]
    assert status.Shape.PROTECTED not in shapes


def test_a_translation_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class German(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"Nobody is signed in.": "Niemand ist angemeldet."}.get(message, message)

    monkeypatch.setattr(words, "_catalogue", German())
    assert status.lock_reason("signed_out") == "Niemand ist angemeldet."


def test_the_words_need_no_windows() -> None:
    modules = "about, notices, prompt, record, status, supervisor, words"
    program = f"import sys; from ui.present import {modules}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
