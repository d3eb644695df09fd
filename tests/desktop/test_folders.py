"""Files with sensitive data are found, each version once, and nothing of them is kept."""

# SPDX-License-Identifier: Apache-2.0

import gc
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, FunctionType, ModuleType

import pytest

from tests.desktop.reports import Reports
from workstation.desktop.folders import Folders
from workstation.detect.scanner import Scanner
from workstation.facts.observations import FileScanned

CARD = "4111 1111 1111 1111"
OTHER = "5555 5555 5555 4444"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with both folders, and a file in each that is the sensor's last to find."""
    for folder in ("Desktop", "Downloads"):
        (tmp_path / folder).mkdir()
    return tmp_path


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def folders(home: Path, reports: Reports) -> Iterator[Folders]:
    made = Folders(Scanner(), reports.post, home=home, every=0.02)
    yield made
    made.stop()


def found(reports: Reports) -> tuple[str, dict[str, int]]:
    scanned = reports.next(FileScanned)
    return scanned.folder, dict(scanned.data_classes)


def test_a_file_that_lies_there_already_is_found(folders: Folders, reports: Reports, home: Path) -> None:
    (home / "Desktop" / "customers.csv").write_text(f"name,card\nMaria,{CARD}\nJo,{OTHER}\n", encoding="utf-8")
    folders.watch(("Desktop", "Downloads"))
    assert found(reports) == ("Desktop", {"card_number": 2})


def test_a_file_that_is_saved_later_is_found(folders: Folders, reports: Reports, home: Path) -> None:
    folders.watch(("Desktop", "Downloads"))
    (home / "Downloads" / "export.json").write_text(f'{{"ssn": "123-45-6789", "pan": "{CARD}"}}', encoding="utf-8")
    assert found(reports) == ("Downloads", {"card_number": 1, "us_ssn": 1})


def test_a_folder_is_looked_into_as_soon_as_it_is_named(folders: Folders, reports: Reports, home: Path) -> None:
    for folder in ("Desktop", "Downloads"):
        (home / folder / "customers.csv").write_text(CARD, encoding="utf-8")
    folders.watch(("Desktop",))
    assert found(reports) == ("Desktop", {"card_number": 1})
    folders.watch(("Downloads",))
    assert found(reports) == ("Downloads", {"card_number": 1})


def test_each_version_of_a_file_is_found_once(folders: Folders, reports: Reports, home: Path) -> None:
    file = home / "Desktop" / "notes.txt"
    file.write_text(CARD, encoding="utf-8")
    folders.watch(("Desktop",))
    assert found(reports) == ("Desktop", {"card_number": 1})
    file.write_text(f"{CARD}\n{OTHER}", encoding="utf-8")
    assert found(reports) == ("Desktop", {"card_number": 2})
    assert reports.are_over()


def test_a_file_with_its_old_date_set_back_is_a_new_version(folders: Folders, reports: Reports, home: Path) -> None:
    file = home / "Desktop" / "notes.txt"
    file.write_text(f"{CARD}.", encoding="utf-8")
    dates = file.stat()
    folders.watch(("Desktop",))
    found(reports)
    file.write_text(OTHER + ".", encoding="utf-8")
    os.utime(file, ns=(dates.st_atime_ns, dates.st_mtime_ns))
    assert found(reports) == ("Desktop", {"card_number": 1})


def test_files_in_folders_below_are_found(folders: Folders, reports: Reports, home: Path) -> None:
    below = home / "Downloads" / "2026" / "November"
    below.mkdir(parents=True)
    (below / "a.txt").write_text(CARD, encoding="utf-8")
    folders.watch(("Downloads",))
    assert found(reports) == ("Downloads", {"card_number": 1})


def test_an_archive_counts_all_its_members(folders: Folders, reports: Reports, home: Path) -> None:
    with zipfile.ZipFile(home / "Desktop" / "all.zip", "w") as made:
        made.writestr("customers.csv", CARD)
        made.writestr("more/customers.csv", OTHER)
    folders.watch(("Desktop",))
    assert found(reports) == ("Desktop", {"card_number": 2})


def test_links_and_pipes_are_not_followed(folders: Folders, reports: Reports, home: Path) -> None:
    outside = home / "elsewhere"
    outside.mkdir()
    (outside / "customers.csv").write_text(CARD, encoding="utf-8")
    (home / "Desktop" / "file").symlink_to(outside / "customers.csv")
    (home / "Desktop" / "folder").symlink_to(outside)
    os.mkfifo(home / "Desktop" / "pipe")
    folders.watch(("Desktop", "Downloads"))
    (home / "Downloads" / "last.txt").write_text(f"{CARD} {OTHER}", encoding="utf-8")
    assert found(reports) == ("Downloads", {"card_number": 2})
    assert reports.are_over()


def test_a_folder_that_comes_later_is_watched_then(folders: Folders, reports: Reports, home: Path) -> None:
    folders.watch(("Pictures",))
    (home / "Pictures").mkdir()
    (home / "Pictures" / "card.txt").write_text(CARD, encoding="utf-8")
    assert found(reports) == ("Pictures", {"card_number": 1})


def test_a_file_that_cannot_be_read_is_found_when_it_can(
    folders: Folders, reports: Reports, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home / "Desktop" / "notes.txt"
    file.write_text(CARD, encoding="utf-8")
    opened = os.open
    refused: list[Path] = []

    def open_once_refused(path: Path, flags: int) -> int:
        if path == file and not refused:
            refused.append(path)
            raise PermissionError
        return opened(path, flags)

    monkeypatch.setattr("workstation.desktop.filetext.os.open", open_once_refused)
    folders.watch(("Desktop",))
    assert found(reports) == ("Desktop", {"card_number": 1})
    assert refused


def test_a_file_without_sensitive_data_is_no_fact(folders: Folders, reports: Reports, home: Path) -> None:
    (home / "Desktop" / "orders.csv").write_text("order,amount\n4111111111111112,10.00\n", encoding="utf-8")
    folders.watch(("Desktop", "Downloads"))
    (home / "Downloads" / "last.txt").write_text(CARD, encoding="utf-8")
    assert found(reports)[0] == "Downloads"
    assert reports.are_over()


def reachable_words(root: object) -> list[str]:
    """Return every text that `root` holds, however deep."""
    met, waiting, words = {id(root)}, [root], []
    while waiting:
        held = waiting.pop()
        if isinstance(held, str):
            words.append(held)
        for further in gc.get_referents(held):
            if id(further) not in met and not isinstance(further, ModuleType | FunctionType | FrameType | type):
                met.add(id(further))
                waiting.append(further)
    return words


def test_nothing_of_a_files_content_is_kept(folders: Folders, reports: Reports, home: Path) -> None:
    (home / "Desktop" / "notes.txt").write_text(f"canary-in-the-file {CARD}", encoding="utf-8")
    folders.watch(("Desktop",))
    found(reports)
    words = reachable_words(folders)
    assert any("notes.txt" in word for word in words)
    assert not any("canary-in-the-file" in word or CARD in word for word in words)
