"""A line is read as a person reads it, and every character of it is traced to the object that shows it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.blocks import Block, Blocks, Span

BLOCK, WORDS, MORE, EMPHASIS, LINK, FIELD = (Node("app", f"/{number}") for number in range(6))
EMBEDDED = "\N{OBJECT REPLACEMENT CHARACTER}"


def join(texts: dict[Node, str], children: dict[Node, tuple[Node, ...]], apart: set[Node] | None = None) -> Block:
    return Blocks(texts, children, frozenset(apart or ())).join(BLOCK)


def test_a_plain_text_is_itself() -> None:
    block = join({BLOCK: "4539 5787"}, {})
    assert block.text == "4539 5787"
    assert block.trace(2, 6) == (Span(BLOCK, 2, 6),)


def test_what_is_embedded_in_a_line_is_read_in_its_place() -> None:
    texts = {BLOCK: f"a {EMBEDDED} b {EMBEDDED}", WORDS: "a ", EMPHASIS: "4539", MORE: " b ", LINK: "5787"}
    block = join(texts, {BLOCK: (WORDS, EMPHASIS, MORE, LINK)})
    assert block.text == "a 4539 b 5787"
    assert block.trace(4, 11) == (Span(EMPHASIS, 2, 4), Span(BLOCK, 3, 6), Span(LINK, 0, 2))


def test_embedding_goes_on_inside_what_is_embedded() -> None:
    texts = {BLOCK: f"{EMBEDDED} end", EMPHASIS: f"45{EMBEDDED}87", WORDS: "45", LINK: "3957", MORE: "87"}
    block = join(texts, {BLOCK: (EMPHASIS,), EMPHASIS: (WORDS, LINK, MORE)})
    assert block.text == "45395787 end"
    assert block.trace(1, 7) == (Span(EMPHASIS, 1, 2), Span(LINK, 0, 4), Span(EMPHASIS, 3, 4))


def test_words_that_are_spelled_out_in_the_line_are_not_taken_for_what_is_embedded() -> None:
    texts = {BLOCK: f"pay {EMBEDDED} now", WORDS: "pay ", EMPHASIS: "4539"}
    assert join(texts, {BLOCK: (WORDS, EMPHASIS)}).text == "pay 4539 now"


def test_a_field_stands_for_itself_and_parts_the_line() -> None:
    texts = {BLOCK: f"Card {EMBEDDED}1486", FIELD: "4539578763621486", WORDS: "Card "}
    assert join(texts, {BLOCK: (WORDS, FIELD)}, apart={FIELD}).text == "Card \n1486"


def test_children_that_do_not_fit_the_text_are_not_guessed_at() -> None:
    texts = {BLOCK: f"pay {EMBEDDED} now", WORDS: "something else", EMPHASIS: "4539"}
    assert join(texts, {BLOCK: (WORDS, EMPHASIS)}).text == "pay \n now"


def test_a_program_that_embeds_an_object_in_itself_is_read_to_an_end() -> None:
    block = join({BLOCK: f"1{EMBEDDED}"}, {BLOCK: (BLOCK,)})
    assert set(block.text) == {"1", "\n"}
