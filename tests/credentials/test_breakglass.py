"""Break-glass codes: which answers which challenge, however it is typed, and nothing else does."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.credentials.breakglass import SYMBOLS, answers, code_for, device_key, glass_symbols, new_challenge
from workstation.credentials.crockford import ALPHABET, spelled

KEYS = st.binary(min_size=32, max_size=32)
CHALLENGES = st.text(st.sampled_from(ALPHABET), min_size=SYMBOLS, max_size=SYMBOLS)
GAPS = st.lists(st.integers(0, SYMBOLS), max_size=3)
AGENTS = st.text(min_size=1, max_size=64)
STORE = bytes(range(32))


def test_a_challenge_is_new_each_time_and_is_said_in_two_groups_of_four() -> None:
    challenges = {new_challenge() for _ in range(200)}
    assert len(challenges) == 200
    assert all(len(spelled(each)) == 9 and not set("ILOU").intersection(each) for each in challenges)
    assert len(ALPHABET) ** SYMBOLS == 2**40


def test_a_code_stays_what_it_is_between_versions_of_store_and_keeper() -> None:
    key = device_key(STORE, "00000000-0000-4000-8000-000000000001")
    assert key.hex() == "05d51f567956cb2732a07ecb3131d55de7e55e159b955373ef0236d7f2530818"
    assert code_for(key, "K7QF2M9X", "cruz") == "Y1VW4AMT"


@given(
    key=KEYS, challenge=CHALLENGES, agent=AGENTS, is_small=st.booleans(), gaps=st.lists(st.integers(0, 8), max_size=3)
)
def test_the_code_answers_its_challenge_however_it_is_typed(
    key: bytes, challenge: str, agent: str, gaps: list[int], *, is_small: bool
) -> None:
    typed = code_for(key, challenge, agent)
    for at in sorted(gaps, reverse=True):
        typed = f"{typed[:at]}- {typed[at:]}"
    looks = typed.replace("0", "o").replace("1", "l") if is_small else typed
    assert answers(key, challenge, agent, looks.lower() if is_small else looks)


@given(key=KEYS, other=KEYS, challenge=CHALLENGES, later=CHALLENGES, agent=AGENTS, another=AGENTS)
def test_a_code_answers_no_other_challenge_device_or_agent(
    key: bytes, other: bytes, challenge: str, later: str, agent: str, another: str
) -> None:
    assume(len({key, other}) == len({challenge, later}) == len({agent, another}) == 2)
    code = code_for(key, challenge, agent)
    assert not answers(other, challenge, agent, code)
    assert not answers(key, later, agent, code)
    assert not answers(key, challenge, another, code)


@given(key=KEYS, challenge=CHALLENGES, typed=st.text(max_size=20))
def test_any_text_is_a_code_or_none_and_what_is_none_answers_nothing(key: bytes, challenge: str, typed: str) -> None:
    symbols = glass_symbols(typed)
    assert len(symbols) in (0, SYMBOLS)
    assert set(symbols) <= set(ALPHABET)
    assert answers(key, challenge, "cruz", typed) is (symbols == code_for(key, challenge, "cruz"))


@given(challenge=CHALLENGES)
def test_what_is_shown_is_read_back_as_it_was(challenge: str) -> None:
    assert glass_symbols(spelled(challenge)) == challenge


def test_devices_share_nothing() -> None:
    assert device_key(STORE, "a") != device_key(STORE, "b")
