"""Text comes out of a file in any common form, and never more of it than the bound."""

# SPDX-License-Identifier: Apache-2.0

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workstation.desktop.filetext import MOST_BYTES, MOST_MEMBERS, texts

SAID = "Señora García: 4111 1111 1111 1111"


def packed(members: dict[str, str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def said(folder: Path, content: bytes) -> list[str]:
    file = folder / "file"
    file.write_bytes(content)
    return list(texts(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "latin-1"])
def test_text_is_read_in_any_common_encoding(tmp_path: Path, encoding: str) -> None:
    assert said(tmp_path, SAID.encode(encoding)) == [SAID]


def test_text_between_other_bytes_is_read(tmp_path: Path) -> None:
    (text,) = said(tmp_path, b"\x89\xff\0\0" + b"4111111111111111" + b"\0\xfe")
    assert "4111111111111111" in text


def test_words_that_a_document_splits_are_joined_and_paragraphs_stay_apart(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">4111 1111 </w:t></w:r><w:r><w:t>1111 1111</w:t></w:r></w:p>'
        "<w:p><w:t>Maria</w:t></w:p>"
    )
    assert said(tmp_path, packed({"word/document.xml": body})) == ["4111 1111 1111 1111\nMaria\n"]


def test_cells_of_a_sheet_stay_apart(tmp_path: Path) -> None:
    cells = "<sst><si><t>Maria</t></si><si><t>4111111111111111</t></si></sst>"
    row = '<row><c r="A1"><v>12</v></c><c r="B1"><v>34</v></c></row>'
    strings, sheet = said(tmp_path, packed({"xl/sharedStrings.xml": cells, "xl/worksheets/sheet1.xml": row}))
    assert strings.split() == ["Maria", "4111111111111111"]
    assert sheet.split() == ["12", "34"]


def test_members_that_are_no_text_are_left(tmp_path: Path) -> None:
    assert said(tmp_path, packed({"a.csv": "a", "b.PNG": "b", "c.TXT": "c"})) == ["a", "c"]


def test_members_that_unpack_without_bound_are_left(tmp_path: Path) -> None:
    assert said(tmp_path, packed({"a.csv": "a"}, zipfile.ZIP_LZMA)) == []


def test_an_encrypted_member_is_left(tmp_path: Path) -> None:
    content = bytearray(packed({"a.csv": "a"}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 0x1
    assert said(tmp_path, bytes(content)) == []


def test_an_archive_that_unpacks_to_more_than_the_bound_is_read_up_to_it(tmp_path: Path) -> None:
    bomb = packed({f"{number}.txt": "0" * (MOST_BYTES // 2) for number in range(5)})
    assert sum(map(len, said(tmp_path, bomb))) == MOST_BYTES


def test_members_beyond_the_bound_are_left(tmp_path: Path) -> None:
    assert len(said(tmp_path, packed({f"{number}.txt": "a" for number in range(MOST_MEMBERS + 5)}))) == MOST_MEMBERS


def test_a_long_file_is_read_up_to_the_bound(tmp_path: Path) -> None:
    assert [len(text) for text in said(tmp_path, b"a" * (MOST_BYTES + 1))] == [MOST_BYTES]


def test_what_only_begins_like_an_archive_is_read_as_it_stands(tmp_path: Path) -> None:
    assert said(tmp_path, b"PK\x03\x04 4111111111111111") == ["PK\x03\x04 4111111111111111"]


def test_a_link_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for path in (tmp_path / "link", tmp_path):
        with pytest.raises(OSError, match=r"symbolic|not a regular file"):
            list(texts(path))


@given(place=st.integers(0, 400), value=st.integers(0, 255), end=st.integers(1, 400))
@example(place=204, value=87, end=210)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_to_an_archive_makes_it_raise(tmp_path: Path, place: int, value: int, end: int) -> None:
    content = bytearray(packed({"a.csv": "a" * 50, "b.xml": "<p>b</p>"}))
    content[place % len(content)] = value
    for text in said(tmp_path, bytes(content[: max(end, len(content) - end)])):
        assert len(text) <= MOST_BYTES
