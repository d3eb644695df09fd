"""Approvers and remote support: what makes no sense is refused at its place, what opens more is named."""

# SPDX-License-Identifier: Apache-2.0

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.errors import PolicyError
from workstation.packs import shipped_pack
from workstation.policy.age import strictest
from workstation.policy.load import parse_policy
from workstation.policy.rules import IdleRule, Policy
from workstation.policy.scope import Scope
from workstation.policy.strictness import loosened
from workstation.policy.support import Approver, Support

KIM = b64encode(bytes(range(32))).decode()
LEE = b64encode(bytes(range(1, 33))).decode()
TEXT = f"""name = "x"
format = 1

[[rule]]
kind = "idle"
id = "i"
after_seconds = 60

[[approver]]
name = "Kim"
key = "{KIM}"
teams = ["cards-*"]

[[support]]
id = "it-help"
programs = ["/usr/bin/x11vnc", "/opt/teamviewer/tv_bin/*"]
minutes = 30
scope = {{ teams = ["cards-*"] }}
approvers = ["Kim"]
"""


def refusal(text: str) -> str:
    with pytest.raises(PolicyError) as refused:
        parse_policy(text.encode(), "cards.toml")
    return str(refused.value)


def test_a_policy_says_who_may_approve_which_programs_for_how_long() -> None:
    policy = parse_policy(TEXT.encode(), "cards.toml")
    assert policy.approver == (Approver(name="Kim", key=KIM, teams=("cards-*",)),)
    assert policy.support == (
        Support(
            id="it-help",
            programs=("/usr/bin/x11vnc", "/opt/teamviewer/tv_bin/*"),
            minutes=30,
            scope=Scope(teams=("cards-*",)),
            approvers=("Kim",),
        ),
    )


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (KIM, KIM[:-2] + "9=", 'approver "Kim": key: Expected `str` matching'),
        (KIM, KIM[4:], "allowed: the 44 characters that `deskwarden supervise key` prints"),
        (KIM, f"{KIM}\\n", "allowed: the 44 characters that `deskwarden supervise key` prints"),
        ('approvers = ["Kim"]', 'approvers = ["Lee"]', 'no approver is called "Lee"; there are: Kim'),
        (f'[[approver]]\nname = "Kim"\nkey = "{KIM}"\nteams = ["cards-*"]\n', "", "add [[approver]] tables"),
        ("minutes = 30", "minutes = 241", "allowed: whole minutes from 1 to 240"),
        ("minutes = 30", "minutes = 0", "allowed: whole minutes from 1 to 240"),
        ('"/usr/bin/x11vnc"', '"x11vnc"', "allowed: a list of executables' whole paths"),
        ('programs = ["/usr/bin/x11vnc", "/opt/teamviewer/tv_bin/*"]', "programs = []", "programs: Expected"),
        ('{ teams = ["cards-*"] }', '{ networks = ["10.0.0.0/8"] }', "knows no sites and networks; it never could"),
        ('{ teams = ["cards-*"] }', '{ sites = ["cebu"] }', 'no site is called "cebu"'),
        ('id = "it-help"', 'id = "i"', "another rule, exception, reveal or support has this id already"),
        (
            "[[support]]",
            f'[[approver]]\nname = "Kim"\nkey = "{LEE}"\n\n[[support]]',
            "another approver has this name already",
        ),
        (
            "[[support]]",
            f'[[approver]]\nname = "Lee"\nkey = "{KIM}"\n\n[[support]]',
            "another approver has this key already",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(before: str, now: str, told: str) -> None:
    assert before in TEXT
    said = refusal(TEXT.replace(before, now))
    assert said.startswith("cards.toml, line ")
    assert told.replace("`", "") in said.replace("`", "")


@given(st.binary(min_size=32, max_size=32))
def test_every_key_fits_into_a_policy(key: bytes) -> None:
    text = TEXT.replace(KIM, b64encode(key).decode())
    assert parse_policy(text.encode(), "cards.toml").approver[0].key == b64encode(key).decode()


HELP = Support(
    id="it-help",
    programs=("/usr/bin/x11vnc",),
    minutes=30,
    scope=Scope(teams=("cards", "loans")),
    approvers=("Kim", "Lee"),
)
BEFORE = Policy(
    name="x",
    format=1,
    rule=(IdleRule(id="i", after_seconds=60),),
    approver=(Approver(name="Kim", key=KIM, teams=("cards", "loans")), Approver(name="Lee", key=LEE)),
    support=(HELP,),
)


def with_support(**changes: object) -> Policy:
    return replace(BEFORE, support=(replace(HELP, **changes),))


def with_kim(**changes: object) -> Policy:
    return replace(BEFORE, approver=(replace(BEFORE.approver[0], **changes), BEFORE.approver[1]))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(BEFORE, approver=(*BEFORE.approver, Approver(name="Jo", key=KIM))), '"Jo" is a new approver'),
        (with_kim(key=LEE), 'the approver "Kim" is changed: another key, or more teams'),
        (with_kim(teams=("cards", "night")), 'the approver "Kim" is changed: another key, or more teams'),
        (with_kim(teams=()), 'the approver "Kim" is changed: another key, or more teams'),
        (with_support(id="other"), 'the remote support "other" is new'),
        (with_support(minutes=31), 'the remote support "it-help" may last longer'),
        (with_support(programs=("/usr/bin/x*",)), 'the remote support "it-help" is for more programs'),
        (with_support(approvers=()), 'the remote support "it-help" may be approved by more people'),
        (with_support(approvers=("Jo",)), 'the remote support "it-help" may be approved by more people'),
        (
            with_support(scope=Scope()),
            'the remote support "it-help" may be approved for more seats, or at more times',
        ),
    ],
)
def test_what_may_open_more_is_named(now: Policy, told: str) -> None:
    assert list(loosened(BEFORE, now)) == [told]


@pytest.mark.parametrize(
    "now",
    [
        BEFORE,
        replace(BEFORE, support=()),
        replace(BEFORE, approver=BEFORE.approver[1:], support=()),
        with_kim(teams=("cards",)),
        with_support(minutes=29),
        with_support(approvers=("Kim",)),
        with_support(scope=Scope(teams=("cards",))),
        with_support(scope=Scope(teams=("cards", "loans"), call="off")),
    ],
)
def test_what_opens_no_more_loosens_nothing(now: Policy) -> None:
    assert list(loosened(BEFORE, now)) == []


def test_a_policy_past_its_age_lets_nobody_approve() -> None:
    policy = strictest(BEFORE, shipped_pack)
    assert (policy.approver, policy.support) == ((), ())
