"""A document in RTF is read as a person reads it, whatever its formatting splits and whoever wrote it."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop import rtftext
from workstation.desktop.rtftext import DEEPEST, is_rtf


def rtf_text(document: str) -> str:
    assert is_rtf(document.encode())
    return rtftext.rtf_text(document.encode())


CARD = "4111 1111 1111 1111"
HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Liberation Serif;}}"


@pytest.mark.parametrize(
    "body",
    [
        r"{\b 4111} 1111 {\i 11{\ul 11}} 1111",
        "4111 11\\b 11\\b0  1111 \r\n1111",
        r"\'34\'31\'31\'31 1111 1111 1111",
        r"\u52?111 1111{\uc0\u32}1111 1111",
        r"{\uc3\u52abc}111 1111 1111 1111",
        r"4111 1111{\*\bkmkstart x}{\*\bkmkend x} 1111 1111",
        r"4111 11\-11 1111 1111",
        r"{\pict\pngblip\bin4 }{} }4111 1111 1111 1111",
    ],
)
def test_a_number_is_whole_however_it_is_formatted(body: str) -> None:
    assert rtf_text(HEAD + body + "}") == CARD


@pytest.mark.parametrize("group", [r"\footnote", r"\header", r"\*\annotation", r"\info{\title", r"{\*\shpinst\shptxt"])
def test_what_stands_beside_the_text_is_read_as_well(group: str) -> None:
    assert CARD in rtf_text(HEAD + "{" + group + " " + CARD)


@pytest.mark.parametrize("group", [r"\pict\pngblip", r"\*\blipuid", r"\*\datastore", r"\fonttbl", r"\stylesheet"])
def test_digits_of_pictures_and_settings_are_none(group: str) -> None:
    assert rtf_text(HEAD + "{" + group + " 4111111111111111}" + "Words}") == "Words"


def test_paragraphs_and_cells_stay_apart_and_letters_are_right() -> None:
    assert rtf_text(HEAD + r"Se\'f1ora\par 1111\cell 2222\row \u8364?5 \{x\}}") == "Señora\n1111\t2222\n€5 {x}"
    assert rtf_text(HEAD + r"\u-10179?\u-8704? \u-10179?}") == "\U0001f600 \ufffd"


def test_what_does_not_begin_like_a_document_is_none() -> None:
    assert not is_rtf((CARD + " {\\b x}").encode())


def test_a_document_without_end_is_read_to_where_it_ends() -> None:
    assert CARD in rtf_text(HEAD + "{" * (DEEPEST + 100) + "x" + "}" * (DEEPEST + 100) + CARD)
    assert rtf_text(HEAD + "x\\bin99999999999 hidden") == "x"


@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "\\", "\\*", "\\u", "-9", "\\'", "4f", "\\bin", "\\pict", "\\uc", " ", "\\ansicpg", "7"]
        )
    )
)
def test_nothing_that_is_written_breaks_it(pieces: list[str]) -> None:
    document = "{\\rtf1 " + "".join(pieces)
    rtf_text(document).encode()
