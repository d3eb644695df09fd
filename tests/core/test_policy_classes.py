"""Classes that a policy defines itself: what is refused, what is found, and what stays covered beside them."""

# SPDX-License-Identifier: Apache-2.0

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.test_policy_load import refusal
from workstation.detect.masked import masked
from workstation.detect.scanner import Scanner
from workstation.policy.load import parse_policy
from workstation.policy.looking import label_class_of, scan_of
from workstation.policy.ownclass import MaskTable, OwnClassTable
from workstation.policy.rules import MaskingRule, Policy
from workstation.policy.strictness import loosened
from workstation.policy.watched import watched_classes
from workstation.policy.wire import decode_policy, encode_policy

TOP = 'name = "Club"\nformat = 1\n'
RULE = '\n[[rule]]\nkind = "masking"\nid = "m"\nclasses = ["member_number"]\n'
CLASS = '\n[[class]]\nid = "member_number"\ncalled = "member number"\npattern = "MB-[0-9]{6}"\n'
MEMBER = OwnClassTable(id="member_number", called="member number", pattern="MB-[0-9]{6}")


def club(*own: OwnClassTable, more: tuple[str, ...] = ()) -> Policy:
    names = (*(each.id for each in own), *more)
    return Policy(name="Club", format=1, own=own, rule=(MaskingRule(id="m", classes=names),))


def clean(policy: Policy, text: str, label: str = "") -> str:
    return masked(text, scan_of(policy)(text, label))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{CLASS}{RULE}".replace('_number"]', '_nubmer"]'),
            'line 12, column 12, rule "m": no data class is called "member_nubmer"; the nearest is "member_number"',
        ),
        (f"{RULE}".replace("member_number", "zzz"), 'no data class is called "zzz"; there are: card_number, '),
        (f"{CLASS}pattern2 = 1{RULE}", 'line 8, column 1, class "member_number": the key "pattern2" is not known'),
        (
            f"{CLASS}{RULE}".replace("[0-9]{6}", "[0-9]+"),
            'line 7, column 1, class "member_number": pattern: "MB-[0-9]+", at its character 9: "+" has no end',
        ),
        (
            f"{CLASS}{RULE}".replace("MB-[0-9]{6}", ""),
            'line 7, column 1, class "member_number": pattern: Expected str of length >= 1',
        ),
        (
            f'{CLASS}validator = "crc"{RULE}',
            "line 8, column 1, class \"member_number\": validator: Invalid enum value 'crc'; allowed: its check digits",
        ),
        (
            f"{CLASS}mask = {{ first = 2, last = 3 }}{RULE}",
            'line 8, column 1, class "member_number": leaves more than half',
        ),
        (
            f"{CLASS}mask = {{ middle = 2 }}{RULE}",
            'class "member_number": the key "middle" is not known; allowed: first',
        ),
        (f'{CLASS}words = ["№ 7"]{RULE}', 'line 8, column 10, class "member_number": has no Latin letters'),
        (f"{CLASS}{RULE}{CLASS}", 'there is a class "member_number" already, here, in a pack or in Deskwarden'),
        (
            f"{CLASS}{RULE}".replace("member_number", "us_ssn"),
            'line 5, column 1, class "us_ssn": there is a class "us_ssn"',
        ),
        (f"{CLASS}{RULE}".replace("member_number", "unreadable"), 'there is a class "unreadable" already'),
        (
            f"{CLASS}{RULE}".replace('["member_number"]', '["us_ssn"]'),
            'line 4, column 1, class "member_number": no masking, clipboard or recording rule names it',
        ),
        (f"{CLASS}{RULE}".replace("member_number", "Member"), 'line 5, column 1, class "Member": id: Expected str'),
    ],
)
def test_a_class_that_could_not_be_looked_for_is_refused_at_its_place(text: str, told: str) -> None:
    assert told in refusal(f"{TOP}{text}")


def test_a_class_may_come_from_a_pack_and_be_named_by_the_policy() -> None:
    pack = f"{TOP}{CLASS}{RULE}".encode()
    text = f'{TOP}extends = ["club"]\n[[rule]]\nkind = "clipboard"\nid = "c"\nclasses = ["member_number"]'
    policy = parse_policy(text.encode(), "x.toml", lambda _: pack)
    assert [own.id for own in policy.own] == ["member_number"]
    assert decode_policy(encode_policy(policy)) == policy


def test_a_class_that_only_a_recording_rule_names_is_looked_for() -> None:
    text = f"{TOP}{CLASS}{RULE}".replace('kind = "masking"', 'kind = "recording"')
    assert watched_classes(parse_policy(text.encode(), "x.toml")) == ("member_number",)


def test_a_class_is_found_anywhere_or_beside_its_words_and_masked_as_it_says() -> None:
    told = replace(MEMBER, words=("member no.", "socio"), mask=MaskTable(last=2))
    text = "MB-123456 is a part; Socio: MB-123457, member no. mb-123458"
    assert clean(club(MEMBER), text) == "••••••••• is a part; Socio: •••••••••, member no. •••••••••"
    assert clean(club(told), text) == "MB-123456 is a part; Socio: •••••••57, member no. •••••••58"


def test_the_label_of_a_field_tells_as_words_do() -> None:
    policy = club(replace(MEMBER, words=("member no.",)))
    assert clean(policy, "MB-123456", "Member No.") == "•••••••••"
    assert clean(policy, "MB-123456", "Part no.") == "MB-123456"
    assert label_class_of(policy)("Member no. *") == "member_number"
    assert label_class_of(policy)("Remember no.") is None
    assert label_class_of(club(MEMBER, more=("us_ssn",)))("SSN") == "us_ssn"


def test_the_head_of_a_column_and_a_question_tell_as_words_do() -> None:
    policy = club(replace(MEMBER, words=("member no.",)))
    table = "Name;Member no.;Part\nAnn;MB-123456;MB-222222\nBob;MB-654321;MB-333333\n"
    assert clean(policy, table) == table.replace("MB-123456", "•" * 9).replace("MB-654321", "•" * 9)
    asked = "What is your member no.?\nIt is MB-123456, and the part is MB-222222.\n"
    assert "MB-123456" not in clean(policy, asked)


@pytest.mark.parametrize(
    ("validator", "pattern", "right", "wrong"),
    [
        ("luhn", "MB-[0-9]{8}", "MB-49927395", "MB-49927397"),
        ("verhoeff", "[0-9]{5}", "12340", "12341"),
        ("damm", "[0-9]{4}", "5724", "5727"),
        ("mod11", "[0-9]{4} ?[0-9]{4}[0-9]{4}[0-9]{3}[0-9X]", "0000 00012281955X", "0000 000122819551"),
        ("mod97", "[A-Z]{2}[0-9]{6}", "AB123442", "AB123453"),
    ],
)
def test_right_check_digits_are_asked_for(validator: str, pattern: str, right: str, wrong: str) -> None:
    own = msgspec.convert({"id": "own", "called": "own", "pattern": pattern, "validator": validator}, OwnClassTable)
    scan = scan_of(club(own))
    text = f"{right}, {wrong}"
    assert [text[one.start : one.end] for one in scan(text, "")] == [right]


ALL = Scanner()
TEXTS = st.lists(
    st.sampled_from(
        ["MB-", "123456", "4111111111111111", "ssn", " ", "123-45-6789", "member", ":", ", ", "+49 30 123456"]
    ),
    max_size=12,
).map("".join)
OWN = st.builds(
    OwnClassTable,
    id=st.just("own"),
    called=st.just("own"),
    pattern=st.sampled_from(
        ["MB-[0-9]{6}", "[0-9]{16}", "[0-9]{3}-[0-9]{2}-[0-9]{4}", "(MB-)?[0-9]{1,12}", "[0-9-]{4,14}"]
    ),
    words=st.sampled_from([(), ("ssn",), ("member",)]),
    mask=st.builds(MaskTable, last=st.integers(0, 2)),
)


@given(own=OWN, text=TEXTS, label=st.sampled_from(["", "SSN", "Member"]))
def test_a_class_of_ones_own_uncovers_nothing_that_others_cover(own: OwnClassTable, text: str, label: str) -> None:
    policy = club(own, more=("card_number", "us_ssn", "phone"))
    alone = replace(policy, own=(), rule=(MaskingRule(id="m", classes=("card_number", "us_ssn", "phone")),))
    before, now = scan_of(alone)(text, label), scan_of(policy)(text, label)
    assert set(before) <= set(now)
    assert all(one.end <= other.start for one, other in pairwise(now))
    assert all(one.start <= start < end <= one.end for one in now for start, end in one.hidden)


def test_a_new_class_beside_others_may_take_their_values() -> None:
    before, other = club(MEMBER), replace(MEMBER, id="other_number")
    assert list(loosened(before, club(MEMBER, other))) == [
        'the class "other_number" is new, and may take values of another class of the policy\'s own'
    ]
    assert not list(
        loosened(
            replace(before, own=(), rule=(MaskingRule(id="m"),)),
            club(MEMBER, more=("card_number", "card_verification", "us_ssn")),
        )
    )
