"""HTML is read as a person sees it, and what is in it unseen is read apart."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.htmltext import html_texts

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    "markup",
    [
        "4111 <b>1111</b> <span style='x'>11<i>11</i></span> 1111",
        "4111 11<!--EndFragment-->11 <!-- 5 > 4 -->1111 1111",
        "&#52;111 1111 1111 &#x31;111",
        "<!-->4111 1111 1111 1111",
        "<STYLE>p { width: 4px }</STYLE >4111 1111 1111 1111",
        "4111 1111 1111 1111<!-- without an end",
    ],
)
def test_a_number_is_whole_however_it_is_marked_up(markup: str) -> None:
    assert html_texts(markup)[0].strip() == CARD


@pytest.mark.parametrize(
    "markup",
    [
        f"<!-- {CARD} -->",
        f"<script>x = '{CARD}'</script>",
        f"<style>{CARD}",
        f"<input type=hidden value='{CARD}'>",
        f'<img alt = "{CARD}" src=x>',
    ],
)
def test_what_is_not_shown_is_read_apart(markup: str) -> None:
    shown, unseen = html_texts(f"<p>Words</p>{markup}")
    assert CARD in unseen
    assert shown.strip() == "Words"


def test_blocks_stay_apart() -> None:
    assert html_texts("<td>4111</td><td>1111</td>")[0].split() == ["4111", "1111"]


@given(
    st.lists(
        st.sampled_from(["<", ">", "<!--", "-->", "--!>", "<style>", "</style", "<script", "a", "&#", '"', " alt="])
    )
)
def test_nothing_that_is_written_breaks_it(pieces: list[str]) -> None:
    html_texts("".join(pieces))
