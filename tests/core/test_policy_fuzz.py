"""Policies that nobody would write: each is refused as a policy, or says exactly what is written in it.

`DESKWARDEN_FUZZ=100000` plays that many of each; without it there are a few hundred.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.test_policy_load import toml
from workstation.errors import PolicyError
from workstation.facts.place import UNKNOWN
from workstation.facts.session import Session
from workstation.guards.roster import build_guards
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.looking import scan_of
from workstation.policy.rules import Policy
from workstation.policy.strictness import loosened
from workstation.policy.watched import known_classes, watched_classes
from workstation.policy.wire import decode_policy, encode_policy
from workstation.rehearse.explain import explain

POLICIES = Path(__file__).parents[2] / "policies"
README = (POLICIES / "README.md").read_text(encoding="utf-8")
WRITTEN = [
    *(path.read_text(encoding="utf-8") for path in sorted(POLICIES.glob("*.toml"))),
    "\n".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL)),
]
TABLES = [tomllib.loads(text) for text in WRITTEN]
WORDS = sorted({word for text in WRITTEN for word in re.findall(r'"[^"\n]*"|[\w.-]+|\[\[\w+\]\]', text)})
FUZZED = settings(
    max_examples=int(os.environ.get("DESKWARDEN_FUZZ", "500")),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SESSION = Session(now=datetime(2026, 11, 23, tzinfo=UTC), policy="")


def judged(untrusted: bytes) -> Policy | None:
    """Return the policy, None where it is refused; whatever else happens is a failure."""
    told = parsed(untrusted)
    if isinstance(told, PolicyError):
        where, _, _ = str(told).partition(": ")
        assert where.startswith("fuzz.toml")
        assert told.hint
        return None
    keeps_its_promises(told)
    says_what_is_written(told, tomllib.loads(untrusted.decode()))
    return told


def parsed(untrusted: bytes) -> Policy | PolicyError:
    try:
        return parse_policy(untrusted, "fuzz.toml", shipped_pack)
    except PolicyError as error:
        return error


def keeps_its_promises(policy: Policy) -> None:
    """See that everything that goes by a policy can."""
    ids = [each.id for each in (*policy.rule, *policy.exception, *policy.reveal, *policy.support)]
    assert policy.rule
    assert len(ids) == len(set(ids))
    known = set(known_classes(policy))
    assert set(watched_classes(policy)) <= known
    assert {name for each in policy.reveal for name in each.classes} <= known
    assert {name for each in policy.exception for name in each.rules} <= {rule.id for rule in policy.rule}
    assert decode_policy(encode_policy(policy)) == policy
    assert not list(loosened(policy, policy))
    assert build_guards(policy)
    assert len(list(explain(policy, SESSION, UNKNOWN, "card_number"))) == 13
    if policy.own:
        scan_of(policy)("member no. MB-1234567, 4111 1111 1111 1111", "member no.")


def says_what_is_written(policy: Policy, tables: Mapping[str, object]) -> None:
    """See that no key and no item was dropped, added or taken for something else."""
    held(tables, msgspec.to_builtins(policy, builtin_types=(datetime,)))


def held(written: object, loaded: object) -> None:
    if isinstance(written, Mapping):
        assert isinstance(loaded, Mapping)
        for key, value in written.items():
            if key in loaded:
                held(value, loaded[key])
            else:  # what a rule says by itself anyway is left out
                assert value in ([], {}) or is_default(key, value), (key, value)
    elif isinstance(written, list):
        assert isinstance(loaded, Sequence)
        assert len(written) <= len(loaded)  # the rules of packs come after
        for one, other in zip(written, loaded, strict=False):
            held(one, other)
    else:
        assert str(written) == str(loaded)
        assert isinstance(loaded, type(written)) or isinstance(written, date)


def is_default(key: str, value: object) -> bool:
    """Say whether some table of a policy has this value by itself."""
    return any(
        field.encode_name == key and msgspec.to_builtins(field.default) == value
        for table in _tables()
        for field in msgspec.structs.fields(table)
    )


def _tables() -> list[type[msgspec.Struct]]:
    from workstation.policy.scope import Table  # noqa: PLC0415 - walked here alone

    found, waiting = [], [Table]
    while waiting:
        table = waiting.pop()
        found.append(table)
        waiting += table.__subclasses__()
    return list(found)


@st.composite
def mutated_texts(draw: st.DrawFn) -> bytes:
    """Take a policy and cut, double, swap and replace pieces of its text."""
    lines = draw(st.sampled_from(WRITTEN)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["cut", "double", "swap", "word", "text", "move"])):
            case "cut":
                del lines[at]
            case "double":
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case "swap":
                lines[at], lines[at - 1] = lines[at - 1], lines[at]
            case "word":
                pieces = re.split(r'("[^"\n]*"|[\w.-]+)', lines[at])
                pieces[draw(st.integers(0, len(pieces) - 1))] = draw(st.sampled_from(WORDS))
                lines[at] = "".join(pieces)
            case "text":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(st.text(max_size=4)) + lines[at][column + 1 :]
            case _:
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        lines = lines or [""]
    text = "\n".join(lines).encode("utf-8", "replace")
    if draw(st.booleans()):
        return text
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.binary(max_size=3)) + text[at + draw(st.integers(0, 3)) :]


ODD: st.SearchStrategy[object] = st.one_of(
    st.sampled_from(
        [
            "",
            "*",
            "60",
            "true",
            "00:00",
            "24:00",
            "0.0.0.0/0",
            "::/0",
            "card_number",
            "masking",
            "[0-9]{1,9}",
            "x" * 201,
        ]
    ),
    st.integers(-1, 1 << 70),
    st.booleans(),
    st.just([]),
    st.lists(st.sampled_from(["card_number", "mon", "a", "/a"]), max_size=3),
)


@st.composite
def mutated_tables(draw: st.DrawFn) -> bytes:
    """Take a policy's tables and change values, drop and add keys, and mix tables of several."""
    tables = draw(st.sampled_from(TABLES))
    lines = [f"{key} = {toml(value)}" for key, value in tables.items() if isinstance(value, str | int)]
    for name in ("site", "class", "rule", "exception", "reveal", "approver", "support"):
        for table in [*tables.get(name, []), *draw(st.sampled_from(TABLES)).get(name, [])[:1]]:
            lines += [f"[[{name}]]", *(f"{key} = {inline(value)}" for key, value in changed(draw, table).items())]
    return "\n".join(lines).encode("utf-8", "replace")


def changed(draw: st.DrawFn, table: Mapping[str, object]) -> dict[str, object]:
    made = dict(table)
    if draw(st.integers(0, 5)) == 0:
        key = draw(st.sampled_from([*made, "classes", "scope", "after_seconds", "pattern", "mask"]))
        match draw(st.sampled_from(["drop", "odd", "text", "list"])):
            case "drop":
                made.pop(key, None)
            case "odd":
                made[key] = draw(ODD)
            case "text":
                made[key] = str(made.get(key, ""))
            case _:
                made[key] = [made.get(key, "")]
    return made


def inline(value: object) -> str:
    """Return a value as TOML has it on one line."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {inline(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(inline, value)) + "]"
        case str():
            return msgspec.json.encode(value).decode()
        case bool() | int():
            return toml(value)
        case _:
            return str(value)


@FUZZED
@given(untrusted=st.binary(max_size=400))
def test_bytes_are_refused_as_a_policy(untrusted: bytes) -> None:
    assert judged(untrusted) is None


@FUZZED
@given(untrusted=mutated_texts())
def test_a_policy_with_pieces_cut_swapped_and_replaced_is_refused_or_says_what_is_written(untrusted: bytes) -> None:
    judged(untrusted)


@FUZZED
@given(untrusted=mutated_tables())
def test_a_policy_with_other_values_is_refused_or_says_what_is_written(untrusted: bytes) -> None:
    judged(untrusted)


def test_what_is_played_with_loads_as_it_is() -> None:
    for text in WRITTEN:
        assert judged(text.encode())
