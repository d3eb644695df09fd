"""The commands `detect` and `redact`: what they say, what they write, and what they never write over."""

# SPDX-License-Identifier: Apache-2.0

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from workstation.detect.longtext import scan_pieces
from workstation.detect.scanner import Scanner
from workstation.detectcommands import detect, redact
from workstation.errors import DeskwardenError

app = typer.Typer()
app.command()(detect)
app.command()(redact)

NOTE = "call with Ana\ncard 4111 1111 1111 1111 exp 12/27\r\nSSN 123-45-6789\n"
CLEAN = "call with Ana\ncard 4111 11••••••• 1111 exp •••••\r\nSSN ••••••-6789\n"


def run(*arguments: str, stdin: str | bytes = "", code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, input=stdin)
    if isinstance(result.exception, DeskwardenError):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


def answers(stdin: str | bytes, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("detect", "--json", *arguments, stdin=stdin).splitlines()]


def test_each_line_of_json_gets_its_findings() -> None:
    assert answers('{"text": "card 4111 1111 1111 1111"}\n{"text": "123", "label": "CVV"}\n{"text": "nothing"}\n') == [
        {"findings": [{"class": "card_number", "start": 5, "end": 24, "score": 1.0, "masked": "4111 11••••••• 1111"}]},
        {"findings": [{"class": "card_verification", "start": 0, "end": 3, "score": 0.95, "masked": "•••"}]},
        {"findings": []},
    ]


def test_places_count_code_points_of_the_original() -> None:
    (answer,) = answers('{"text": "💳é 4111 1111 1111 1111"}\n')
    assert answer == {
        "findings": [{"class": "card_number", "start": 3, "end": 22, "score": 0.95, "masked": "4111 11••••••• 1111"}]
    }


@pytest.mark.parametrize("bad", [b"nonsense", b'{"text": 5}', b"{}", b"", b'{"text": "\xff"}', b"[" * 5000, b'"text"'])
def test_a_bad_line_is_answered_with_its_error_and_the_next_is_read(bad: bytes) -> None:
    refused, found = answers(bad + b'\n{"text": "CVV 123"}\n')
    assert list(refused) == ["error"]
    assert list(found) == ["findings"]


@pytest.mark.parametrize("word", ["account", "Account number", "cuenta"])
def test_a_context_word_says_what_all_values_are(word: str) -> None:
    (answer,) = answers('{"text": "12345678"}\n', "--context", word)
    assert "bank_account" in str(answer)


def test_a_policy_may_extend_the_packs_that_ship(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('name = "one"\nformat = 1\nextends = ["pci-dss-4.0.1"]\n')
    (answer,) = answers('{"text": "4111 1111 1111 1111 SSN 123-45-6789"}\n', "--policy", str(policy))
    assert "card_number" in str(answer)
    assert "us_ssn" not in str(answer)


def test_a_policy_says_which_classes_are_looked_for(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('name = "one"\nformat = 1\n[[rule]]\nid = "m"\nkind = "masking"\nclasses = ["us_ssn"]\n')
    (answer,) = answers('{"text": "4111 1111 1111 1111 SSN 123-45-6789"}\n', "--policy", str(policy))
    assert "us_ssn" in str(answer)
    assert "card_number" not in str(answer)


def test_a_class_that_the_policy_defines_is_found_and_redacted(tmp_path: Path) -> None:
    (answer,) = answers('{"text": "Member MB-1234567"}\n', "--policy", "policies/trial.toml")
    assert "member_number" in str(answer)
    note = tmp_path / "note.txt"
    note.write_text("Member MB-1234567, part MC-1234567\n")
    run("redact", "--policy", "policies/trial.toml", str(note))
    assert (tmp_path / "note.redacted.txt").read_text() == "Member ••••••••67, part MC-1234567\n"


def test_people_get_a_table_with_masked_values(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(NOTE.encode())
    shown = run("detect", str(note))
    assert "4111 11••••••• 1111" in shown
    assert "1111 1111" not in shown
    assert "nothing found" in run("detect", stdin="hello")


def test_a_redacted_file_stands_beside_the_original_and_never_over_another(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(NOTE.encode())
    run("redact", str(note))
    redacted = tmp_path / "note.redacted.txt"
    assert redacted.read_bytes().decode() == CLEAN
    assert note.read_bytes() == NOTE.encode()
    redacted.write_text("mine")
    run("redact", str(note), code=1)
    assert redacted.read_text() == "mine"
    run("redact", "--force", str(note))
    assert redacted.read_bytes().decode() == CLEAN


def test_the_standard_input_is_redacted_to_the_standard_output_or_a_file(tmp_path: Path) -> None:
    assert run("redact", "-", stdin=NOTE) == CLEAN.replace("\r\n", "\n")
    run("redact", "--output", str(tmp_path / "out"), stdin=NOTE)
    assert (tmp_path / "out").read_bytes().decode() == CLEAN


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_redacted(tmp_path: Path) -> None:
    for name, content in (("binary", b"\0\1"), ("latin", b"caf\xe9 SSN 123-45-6789"), ("wide", NOTE.encode("utf-16"))):
        (tmp_path / name).write_bytes(content)
    run("redact", *(str(tmp_path / name) for name in ("missing", "binary", "latin", "wide")), code=1)
    assert (tmp_path / "latin.redacted").read_bytes() == b"caf\xe9 SSN " + "••••••-6789".encode()
    assert (tmp_path / "wide.redacted").read_bytes().decode("utf-16") == CLEAN


def test_one_output_for_several_files_is_refused() -> None:
    with pytest.raises(DeskwardenError, match="one output"):
        run("redact", "--output", "x", "a", "b")


def test_a_policy_that_cannot_be_read_is_named() -> None:
    with pytest.raises(DeskwardenError, match=r"missing\.toml"):
        run("detect", "--policy", "missing.toml")


def test_a_long_text_has_the_same_findings_piece_by_piece() -> None:
    text = "".join(f"line {number}: card 4111 1111 1111 1111, and more of it\n" for number in range(2000))
    scan = Scanner()
    pieces = list(scan_pieces(scan, text, ""))
    assert len(pieces) > 1
    assert tuple(finding for piece in pieces for finding in piece.findings) == scan(text, "")
    assert [piece.end for piece in scan_pieces(scan, "", "")] == [0]
