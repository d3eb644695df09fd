"""A flood of violations: each is written or counted, none is lost, and what it costs has bounds."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.samples import COPY, SHOWN
from workstation.facts.kinds import Kind
from workstation.keeper.counting import MOST_SINGLY
from workstation.keeper.flood import MOST_RULES, Flood
from workstation.keeper.ports import Subject

ANA = Subject(agent="ana", team="cards")
LIMIT = 5


class Keeper:
    """Writes what the flood does not take."""

    def __init__(self) -> None:
        self.now = 0.0
        self.flood = Flood(lambda: self.now)
        self.written: Counter[str] = Counter()
        self.confirmed: list[int] = []

    def says(self, number: int, rule: str) -> None:
        body = replace(COPY, rule=rule)
        if not self.flood.takes(ANA, body, lambda _: self.confirmed.append(number), LIMIT):
            self.written[rule] += 1
            self.confirmed.append(number)

    def counts(self) -> Counter[str]:
        """Return how many of each rule are in counted entries, which are durable now."""
        counted: Counter[str] = Counter()
        for subject, body, confirm in self.flood.counted():
            assert (subject, body.kind, body.details["of"]) == (ANA, Kind.FLOOD, Kind.COPY_BLOCKED)
            counted[body.rule] += int(body.details["count"])
            confirm(7)
        return counted


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30)), max_size=200))
def test_every_violation_is_written_or_counted_and_confirmed_once(said: list[tuple[str, float]]) -> None:
    keeper = Keeper()
    for number, (rule, pause) in enumerate(said):
        keeper.now += pause
        keeper.says(number, rule)
    assert keeper.written + keeper.counts() == Counter(rule for rule, _ in said)
    assert sorted(keeper.confirmed) == list(range(len(said)))
    assert keeper.counts() == Counter()


def test_up_to_the_limit_a_minute_each_is_an_entry_of_its_own() -> None:
    keeper = Keeper()
    for number in range(20):
        keeper.says(number, "a")
        keeper.now += 60 / LIMIT + 0.01
    assert (keeper.written["a"], keeper.counts()["a"]) == (20, 0)


def test_one_rule_in_flood_counts_no_other() -> None:
    keeper = Keeper()
    for number in range(100):
        keeper.says(number, "a")
    keeper.says(100, "b")
    assert keeper.written == Counter(a=LIMIT, b=1)
    assert keeper.counts() == Counter(a=95)


def test_rules_without_end_take_no_memory_without_end_and_none_is_lost() -> None:
    keeper = Keeper()
    for number in range(3 * MOST_RULES):
        keeper.says(number, f"rule-{number}")
    assert keeper.written.total() == MOST_RULES
    assert keeper.counts().total() == 2 * MOST_RULES
    keeper.now += 61
    keeper.says(0, "after")
    assert keeper.written["after"] == 1


def test_what_is_no_violation_is_never_counted() -> None:
    keeper = Keeper()
    assert not any(keeper.flood.takes(ANA, SHOWN, lambda _: None, LIMIT) for _ in range(100))


@given(st.integers(1, 300))
def test_names_without_end_make_no_entries_without_end_and_none_is_lost(names: int) -> None:
    keeper = Keeper()
    for number in range(LIMIT + names):
        keeper.flood.takes(ANA, replace(COPY, rule="a", application=f"name {number}"), lambda _: None, LIMIT)
    entries = list(keeper.flood.counted())
    assert len(entries) <= MOST_SINGLY + 1
    assert sum(int(body.details["count"]) for _, body, _ in entries) == names
