"""Patterns of a policy's own classes: they mean what they mean everywhere, and no text makes them run away."""

# SPDX-License-Identifier: Apache-2.0

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import PolicyError
from workstation.policy.pattern import compiled, parse_pattern
from workstation.policy.shape import LONGEST, Shape


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("MB-[0-9]{7}", "MB-1234567", "MB-123456"),
        ("MB-[0-9]{7}", "mb-1234567", "MC-1234567"),
        (r"M(B|X)-\d{2,4}", "MX-123", "MX-12345"),
        (r"\d{4}([ -]?\d{4}){3}", "1234 5678-9012 3456", "1234 5678 9012"),
        (r"\(A\)[\]\-x]", "(A)-", "(A)y"),
        (r"[A-Za-z]{3}(/[0-9])", "abc/7", "abcd/7"),
        ("#[0-9]{4}", "#1234", "#12345"),
    ],
)
def test_a_pattern_matches_what_it_describes_and_no_piece_of_more(pattern: str, matching: str, other: str) -> None:
    search = compiled(parse_pattern(pattern)).search
    assert search(f"the number {matching}, please")
    assert not search(f"the number {other}, please")
    assert not search(f"x{matching}x") or not matching[0].isalnum()


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("a?", "it matches the empty text as well"),
        ("(ab)?(cd)?", "it matches the empty text as well"),
        ("", "nothing stands here"),
        ("[0-9]+", 'at its character 6: "+" has no end; say how often at most, such as {1,12}'),
        ("[0-9]*-", '"*" has no end'),
        ("[0-9]{3,}", '"{" wants numbers, such as {4} or {2,6}'),
        ("(a{1,5}){1,5}", 'nobody could tell where one "(a{1,5})" ends and the next begins'),
        ("[0-9]{1,9}[0-9]{1,9}X", 'after "[0-9]{1,9}" a "0" may belong to it or to "[0-9]{1,9}"'),
        ("[A-Z]{1,3}(-[0-9])?[A-Z0-9]{4}", 'a "a" may belong to it or to "[A-Z0-9]{4}"'),
        ("(AB|AC)1", 'two choices begin with "a"; write what they share once'),
        ("(A?|B)1", '"A?" may be empty beside "|"'),
        ("(A?){3}B", '"(A?)" may be empty and is repeated'),
        ("[0-9]{41}", "it matches values of 41 characters; a value has 40 at most"),
        ("[0-9]{9,3}", '"{9,3}" is never'),
        ("A{0}B", '"{0}" is never'),
        ("[9-0]", '"9-0" is no range'),
        ("[]", '"[]" names no character'),
        ("[^0-9]", 'at its character 2: "[^" is not known: name the characters'),
        (r"\bAB", r'"\b" is not known; known are characters, [A-Z0-9], \d'),
        ("^AB$", '"^" is not known here'),
        ("A.B", '"." is not known here'),
        ("(?i)ab", '"(?" is not known'),
        ("(AB", '")" is missing'),
        ("AB)", '")" closes nothing'),
        ("[AB", '"]" is missing'),
        ("A?+", '"+" is not known here'),
        ("Ñ-1", '"Ñ" is no character of printable ASCII'),
        ("AB\\", '"\\" is not known'),
    ],
)
def test_a_pattern_that_could_run_away_or_match_nothing_is_refused_with_its_fix(pattern: str, told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_pattern(pattern)
    assert told in str(caught.value)


PIECES = st.sampled_from([*"ab0-", "[ab]", "[0-9]", "\\d", "\\-", "x"])


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.lists(inner, min_size=1, max_size=3).map(lambda choices: f"({'|'.join(choices)})")
    counted = st.tuples(inner | groups, st.sampled_from(["", "?", "{2}", "{1,3}", "{0,2}"])).map("".join)
    return st.lists(counted, min_size=1, max_size=3).map("".join)


PATTERNS = st.recursive(PIECES, joined, max_leaves=8)
TEXTS = st.text("ab0-x ", max_size=12)


def accepted(pattern: str) -> Shape | None:
    try:
        return parse_pattern(pattern)
    except PolicyError:
        return None


@given(pattern=st.text("ab09()[]{}|?,-\\d^*+.", max_size=14) | st.text(max_size=8))
def test_any_text_is_a_pattern_or_refused_as_one(pattern: str) -> None:
    if shape := accepted(pattern):
        assert 1 <= shape.least <= shape.most <= LONGEST
        assert compiled(shape).search("") is None


@given(pattern=PATTERNS, text=TEXTS)
def test_what_is_accepted_means_what_regular_expressions_mean(pattern: str, text: str) -> None:
    if shape := accepted(pattern):
        ours = re.fullmatch(shape.source, text, re.IGNORECASE)
        assert bool(ours) == bool(re.fullmatch(pattern, text, re.IGNORECASE))
        assert not ours or shape.least <= len(text) <= shape.most


@given(pattern=PATTERNS, data=st.data())
def test_where_a_value_may_end_or_go_on_the_next_character_tells(pattern: str, data: st.DataObject) -> None:
    """One way on at every character is what keeps a search from running away."""
    shape = accepted(pattern)
    if shape is None:
        return
    value = data.draw(st.from_regex(re.compile(shape.source), fullmatch=True))
    longer = data.draw(st.from_regex(re.compile(shape.source), fullmatch=True))
    if longer.startswith(value) and longer != value:
        assert longer[len(value)].lower() in shape.more
