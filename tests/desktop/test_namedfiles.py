"""Files on the clipboard are read where they lie, and nothing else is."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
from pathlib import Path

import pytest

from workstation.desktop.namedfiles import MOST_NAMED, MOST_READ, found_in, named_files
from workstation.detect.scanner import Scanner

CARD = "Card: 4111 1111 1111 1111"
ONE_CARD = {"card_number": 1}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "naïve %41 file.csv"
    path.write_text(CARD)
    return path


@pytest.mark.parametrize(
    "text", ["{0}\r\n", "copy\n{0}", "cut\n{0}\n{0}", "x-special/nautilus-clipboard\ncopy\n{0}\n", "# a note\r\n{0}"]
)
def test_files_are_named_in_the_way_of_every_file_manager(file: Path, text: str) -> None:
    assert set(named_files(text.format(file.as_uri()))) == {file}


@pytest.mark.parametrize(
    "text", ["https://example.org/x", "file://elsewhere.example/x", "/home/x", "file:x", "file://[", "words", ""]
)
def test_what_is_on_no_disk_of_this_machine_is_no_file(text: str) -> None:
    assert named_files(text) == ()


def test_more_names_than_anybody_copies_are_left(file: Path) -> None:
    assert len(named_files(f"{file.as_uri()}\n" * 10_000)) == MOST_NAMED


def test_what_is_in_files_folders_and_behind_links_is_found(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    for named in (file, link, tmp_path):
        assert found_in([tmp_path / "gone", named], Scanner()) == ONE_CARD


def test_pipes_devices_sockets_and_circles_are_left(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "endless").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as served:
        served.bind(str(tmp_path / "socket"))
        files = [*tmp_path.iterdir(), tmp_path, Path("/dev/zero"), Path("/nowhere/\0")]
        assert found_in(files, Scanner()) == {}


def test_files_past_the_bound_are_let_be(file: Path, tmp_path: Path) -> None:
    harmless = tmp_path / "harmless"
    harmless.write_text("words")
    assert found_in([harmless] * MOST_READ + [file], Scanner()) == {}
