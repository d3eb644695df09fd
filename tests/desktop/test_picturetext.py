"""Pictures are read as far as tesseract can, and what it cannot read is told as such."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest

from tests.desktop.picture import written
from workstation.desktop.x11 import picturetext
from workstation.desktop.x11.picturetext import can_read_pictures, read_in
from workstation.detect.scanner import Scanner
from workstation.facts.observations import UNREADABLE

pytestmark = pytest.mark.desktop

CARD = "Card 4111 1111 1111 1111"


@pytest.mark.parametrize("kind", ["png", "jpg", "tiff", "webp"])
def test_a_number_is_read_in_every_usual_kind_of_picture(tmp_path: Path, kind: str) -> None:
    assert read_in(written(CARD, tmp_path / f"x.{kind}").read_bytes(), Scanner()) == {"card_number": 1}


def test_a_picture_of_other_things_holds_no_class(tmp_path: Path) -> None:
    assert can_read_pictures()
    assert read_in(written("Calls a day: 41, 11, 52", tmp_path / "x.png").read_bytes(), Scanner()) == {}


@pytest.mark.parametrize("content", [b"", b"/etc/passwd\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, b"BM4111111111111111"])
def test_what_is_no_picture_cannot_be_read(content: bytes) -> None:
    assert read_in(content, Scanner()) == {UNREADABLE: 1}


def test_nothing_is_read_without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = written(CARD, tmp_path / "x.png").read_bytes()
    monkeypatch.setattr(picturetext, "TESSERACT", str(tmp_path / "tesseract"))
    assert not can_read_pictures()
    assert read_in(picture, Scanner()) == {UNREADABLE: 1}


def test_a_reader_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nexec sleep 1000\n")
    slow.chmod(0o755)
    monkeypatch.setattr(picturetext, "TESSERACT", str(slow))
    monkeypatch.setattr(picturetext, "WITHIN", 0.2)
    assert read_in(written(CARD, tmp_path / "x.png").read_bytes(), Scanner()) == {UNREADABLE: 1}
