"""What a policy may say, and what its writer is told where it is refused."""

# SPDX-License-Identifier: Apache-2.0

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import PolicyError
from workstation.policy.load import MAX_BYTES, parse_policy
from workstation.policy.rules import ClipboardRule, DeskRule, IdleRule, MaskingRule, Policy
from workstation.policy.scope import PlaceScope
from workstation.policy.wire import decode_policy, encode_policy, version_of

TOP = 'name = "Cards"\nformat = 1\n\n[[rule]]\n'


def refusal(text: str | bytes) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text if isinstance(text, bytes) else text.encode(), "cards.toml")
    assert caught.value.hint
    return str(caught.value)


def test_a_policy_says_what_it_says_and_the_rest_by_itself() -> None:
    policy = parse_policy(f'{TOP}kind = "idle"\nid = "idle"\nafter_seconds = 300\n'.encode(), "cards.toml")
    assert policy.name == "Cards"
    (idle,) = policy.rule
    assert idle == IdleRule(id="idle", after_seconds=300)
    assert isinstance(idle, IdleRule)
    assert idle.instead == "Ask your supervisor if you need this for a customer."


def test_rules_of_every_class_come_without_being_asked_for() -> None:
    text = f'{TOP}kind = "masking"\nid = "m"\n[[rule]]\nkind = "clipboard"\nid = "c"\n[[rule]]\nkind = "desk"\nid = "d"'
    masking, clipboard, desk = parse_policy(text.encode(), "cards.toml").rule
    assert isinstance(masking, MaskingRule)
    assert isinstance(clipboard, ClipboardRule)
    assert isinstance(desk, DeskRule)
    assert masking.classes == clipboard.classes == ("card_number", "card_verification", "us_ssn")
    assert desk.removable_media == "refuse"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'cards.toml: the key "name" is missing; it takes text of 1 to 80 characters'),
        ('name = "x"\nformat = 1\nrule = []', "cards.toml: a policy without rules is a mistake, not a permission"),
        (
            'name = "x"\nformat = 2\n[[rule]]\nkind = "masking"\nid = "m"',
            "line 2, column 1: format: Invalid enum value 2",
        ),
        ('name = "x"\nformat = 1\ncolour = 1', 'cards.toml, line 3, column 1: the key "colour" is not known'),
        (
            f'{TOP}kind = "idle"\nid = "i"\nafter_seconds = 1',
            'line 7, column 1, rule "i": after_seconds: Expected int >= 2',
        ),
        (
            f'{TOP}kind = "idle"\nid = "i"\nafter_seconds = "5"',
            'line 7, column 1, rule "i": after_seconds: Expected int, got',
        ),
        (f'{TOP}kind = "idle"\nid = "i"', 'line 4, column 1, rule "i": the key "after_seconds" is missing'),
        (f'{TOP}kind = "idle"\nid = "i"\nafter = 5', 'line 7, column 1, rule "i": the key "after" is not known'),
        (
            f'{TOP}kind = "idle"\nid = "I 1"\nafter_seconds = 5',
            'line 6, column 1, rule "I 1": id: Expected str matching',
        ),
        (f'{TOP}kind = "lock"\nid = "i"', "line 5, column 1, rule \"i\": kind: Invalid value 'lock'"),
        (f'{TOP}id = "i"', 'line 4, column 1, rule "i": the key "kind" is missing'),
        (f"{TOP}kind = 3", "line 5, column 1, rule 1: kind: Expected str, got int"),
        (
            f'{TOP}kind = "masking"\nid = "m"\nclasses = []',
            'line 7, column 1, rule "m": classes: Expected array of length >= 1',
        ),
        (
            f'{TOP}kind = "desk"\nid = "d"\n"folders" = ["/etc"]',
            'line 7, column 14, rule "d": folders: Expected str matching',
        ),
        (f'{TOP}kind = "desk"\nid = "d"\nfolders = ["../x"]', 'rule "d": folders: Expected str matching'),
        (f'{TOP}kind = "desk"\nid = "d"\nforbidden_names = [""]', 'rule "d": forbidden_names: Expected str'),
        ('name = "x"\nformat = 1\nrule = [1]', "cards.toml, line 3, column 9, rule 1: rule: Expected object, got int"),
        (
            'name = "x"\nformat = 1\nrule = [{kind = "idle", id = "i", after_seconds = 1}]',
            'cards.toml, line 3, column 35, rule "i": after',
        ),
        ('name = "x"\nformat : 1', "cards.toml: not TOML: Expected '=' after a key in a key/value pair (at line 2"),
        ('name = "x"\nname = "y"\n', "cards.toml: not TOML: Cannot overwrite a value (at line 2"),
        ("a = " + "[" * 9000, "cards.toml: not TOML: nested too deeply"),
        (b'name = "x"\n# \xff', "cards.toml, line 2: not UTF-8 text"),
        (b"#" * (MAX_BYTES + 1), f"a policy has at most {MAX_BYTES}"),
    ],
)
def test_a_refused_policy_names_the_place_and_the_trouble(text: str | bytes, told: str) -> None:
    assert told in refusal(text)


SITE = '{ name = "a", networks = ["::/0"] }'
TWO_SITES = f'name = "x"\nformat = 1\nsite = [{SITE}, {SITE}]\n'
SCOPED = f'{TOP}kind = "masking"\nid = "m"\n\n[rule.scope]\n'
GRANTED = """
[[exception]]
id = "x"
rules = ["m"]
reason = "A trainer shows it."
granted_by = "R. Santos"
expires = 2026-12-31
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{SCOPED}call = "never"', 'line 9, column 1, rule "m": call: Invalid enum value \'never\'; allowed: "on"'),
        (f'{SCOPED}team = ["a"]', 'line 9, column 1, rule "m": the key "team" is not known; allowed: applications'),
        (f'{SCOPED}hours = [{{ start = "8:00", end = "9:00" }}]', 'line 9, column 12, rule "m": start: Expected str'),
        (f'{SCOPED}hours = [{{ start = "08:00" }}]', 'line 9, column 10, rule "m": the key "end" is missing; it takes'),
        (f'{SCOPED}hours = [{{ start = "08:00", end = "08:00" }}]', 'column 10, rule "m": starts when it ends'),
        (f"{SCOPED}applications = [{{ url = 3 }}]", 'line 9, column 19, rule "m": url: Expected str'),
        (f"{SCOPED}applications = [{{}}]", 'line 9, column 17, rule "m": says nothing'),
        (f'{SCOPED}networks = ["10.0.0.0/8", "10.0.0.1/8"]', 'line 9, column 27, rule "m": not a network: 10.0.0.1/8'),
        (f'{SCOPED}sites = ["cebu"]', 'line 9, column 10, rule "m": no site is called "cebu"; there are: none'),
        (
            f'{TOP}kind = "desk"\nid = "d"\nscope = {{ fields = [] }}',
            'line 7, column 11, rule "d": the key "fields" is not known; allowed: away_from, call, hours, networks',
        ),
        (
            f'{TOP}kind = "reauth"\nid = "r"\nafter_seconds = 9\nscope = {{ networks = ["10.0.0.0/8"] }}',
            'line 8, column 11, rule "r": the keeper asks for a second factor, and knows no sites and networks',
        ),
        (
            f'{TOP}kind = "factors"\nid = "f"\nscope = {{ networks = ["10.0.0.0/8"] }}',
            'line 7, column 11, rule "f": the keeper asks for a second factor, and knows no sites and networks',
        ),
        (f'{TOP}kind = "factors"\nid = "f"\nfactors = ["password"]', 'rule "f": a rule asks for a code or one thing'),
        (f'{TOP}kind = "factors"\nid = "f"\nfactors = ["security_key", "totp"]', "or one thing in its place"),
        (f'{TOP}kind = "factors"\nid = "f"\nfactors = ["openid", "totp"]', "or one thing in its place"),
        (f'{TOP}kind = "factors"\nid = "f"\nfactors = ["openid", "security_key"]', "or one thing in its place"),
        (
            f'{TOP}kind = "factors"\nid = "f"\nfactors = []',
            'allowed: a list: "totp", "openid" or "security_key", beside it "password"',
        ),
        (f'{TOP}kind = "factors"\nid = "f"\nat = ["noon"]', 'rule "f"'),
        (f'{TOP}kind = "factors"\nid = "f"\nfactors = ["totp"]\nsupervisor = "vouches"', "would count alone"),
        (f'{TOP}kind = "factors"\nid = "f"\nkey_removed = "lock"', "this rule asks for no security key"),
        (
            f'{TOP}kind = "idle"\nid = "m"\nafter_seconds = 9\nsign_out_minutes = 5\nscope.fields = [{{role = "a"}}]',
            "the keeper signs out, and knows no programs and fields",
        ),
        (
            f'{TOP}kind = "factors"\nid = "m"\n{GRANTED}scope = {{ teams = ["a"] }}',
            'exception "x": the rule "m" opens seats; no exception lifts it',
        ),
        (f"{SCOPED}{GRANTED}", 'line 10, column 1, exception "x": the key "scope" is missing'),
        (f"{SCOPED}{GRANTED}scope = {{}}", 'line 16, column 1, exception "x": an exception without bounds'),
        (f'{SCOPED}{GRANTED}scope = {{ teams = ["a"] }}\nclasses = []', 'exception "x": classes: Expected array'),
        (
            f'{SCOPED}{GRANTED.replace(chr(34) + "m", chr(34) + "n")}scope = {{ teams = ["a"] }}',
            'line 12, column 10, exception "x": no rule has the id "n"',
        ),
        (
            f'{TOP}kind = "capture"\nid = "m"\n{GRANTED}scope = {{ fields = [{{ label = "a" }}] }}',
            'exception "x": the rule "m" knows no programs and fields',
        ),
        (
            f'{TOP}kind = "idle"\nid = "m"\nafter_seconds = 9\n{GRANTED}scope={{call="on"}}\nclasses = ["us_ssn"]',
            'exception "x": the rule "m" knows no data classes',
        ),
        (
            f'{TOP}kind = "desk"\nid = "m"\n{GRANTED}scope = {{ applications = [{{ title = "a" }}] }}',
            'line 14, column 1, exception "x": the rule "m" knows no programs and fields',
        ),
        (
            f'{TOP}kind = "reauth"\nid = "m"\nafter_seconds = 9\n{GRANTED}scope = {{ networks = ["10.0.0.0/8"] }}',
            'line 15, column 11, exception "x": the keeper asks for a second factor, and knows no sites and networks',
        ),
        (
            f'{TOP}kind = "recording"\nid = "r"\nscope = {{ call = "off" }}',
            'line 7, column 11, rule "r": never decides: off a call there is no recorder to pause',
        ),
        (f'{TOP}kind = "network"\nid = "n"', 'line 4, column 1, rule "n": allows no network at all'),
        (f'{TOP}kind = "network"\nid = "n"\nsites = ["x"]', 'line 7, column 10, rule "n": no site is called "x"'),
        (f'{TOP}kind = "network"\nid = "n"\nnetworks = ["1.2.3.4/8"]', 'line 7, column 13, rule "n": not a network'),
        (
            f'{TWO_SITES}rule = [{{ kind = "masking", id = "m" }}]',
            'line 3, column 48, site "a": another site has this name already',
        ),
    ],
)
def test_scopes_sites_and_exceptions_are_refused_at_their_place(text: str, told: str) -> None:
    assert told in refusal(text)


def test_an_exception_says_what_it_lifts_and_until_when() -> None:
    policy = parse_policy(f'{SCOPED}{GRANTED}scope = {{ teams = ["trainers"] }}'.encode(), "cards.toml")
    (exception,) = policy.exception
    assert (exception.rules, exception.expires) == (("m",), date(2026, 12, 31))
    assert exception.scope == PlaceScope(teams=("trainers",))


REVEAL = """
[[reveal]]
id = "call-backs"
classes = ["us_ssn"]
seconds = 30
times_an_hour = 5
reasons = ["The customer reads it out."]
scope = { teams = ["cards-*"] }
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (REVEAL.replace('{ teams = ["cards-*"] }', "{}"), 'line 15, column 1, reveal "call-backs": a reveal without'),
        (
            REVEAL.replace("seconds = 30", "seconds = 600"),
            "seconds: Expected int <= 120; allowed: whole seconds from 1",
        ),
        (REVEAL.replace("times_an_hour = 5", "times_an_hour = 0"), "times_an_hour: Expected int >= 1; allowed: whole"),
        (REVEAL.replace("times_an_hour = 5\n", ""), 'the key "times_an_hour" is missing; it takes whole number from 1'),
        (REVEAL.replace('["The customer reads it out."]', "[]"), "reasons: Expected array of length >= 1"),
        (REVEAL + "step_up_minutes = 481\n", "step_up_minutes: Expected int <= 480; allowed: whole minutes from 1"),
        (REVEAL + "step_up_minutes = -1\n", "step_up_minutes: Expected int >= 0; allowed: whole minutes from 1"),
        (REVEAL + 'typed_reason = "yes"\n', "typed_reason: Expected bool, got str; allowed: true where"),
        (REVEAL.replace('["us_ssn"]', '["iban"]'), 'column 12, reveal "call-backs": no masking rule covers "iban"'),
        (REVEAL.replace('["us_ssn"]', '["us_snn"]'), 'no data class is called "us_snn"; the nearest is "us_ssn"'),
        (
            REVEAL.replace('"call-backs"', '"m"'),
            'line 10, column 1, reveal "m": another rule, exception, reveal or support has',
        ),
        (REVEAL.replace("teams = [", "sites = ["), 'no site is called "cards-*"'),
    ],
)
def test_a_reveal_that_makes_no_sense_is_refused_at_its_place(text: str, told: str) -> None:
    assert told in refusal(f'{TOP}kind = "masking"\nid = "m"\n\n{text}')


CAPTURE = f'{TOP}kind = "capture"\nid = "c"\n\n[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 9\n'
TELLING = f'{CAPTURE}\n[[rule]]\nkind = "notification"\nid = "n"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{TELLING}rules = ["c", "x"]', 'line 16, column 15, rule "n": no rule has the id "x"'),
        (
            f'{TELLING}rules = ["r"]\n[[rule]]\nkind = "reauth"\nid = "r"\nafter_seconds = 60',
            'rule "n": "r" raises no violations; clipboard, printing, capture, idle, network and desk rules',
        ),
        (f'{TELLING}rules = ["n"]', 'rule "n": "n" raises no violations'),
        (f'{TELLING}rules = ["c", "c"]', 'line 16, column 1, rule "n": says one of them twice'),
        (f'{TELLING}rules = ["c"]\nseverity = "high"', 'rule "n": "c" is less grave ("medium"): nobody would hear'),
        (f'{TELLING}severity = "high"', 'rule "n": no rule here raises violations of severity "high" or above'),
        (f'{TELLING}severity = "grave"', 'severity: Invalid enum value \'grave\'; allowed: "low", "medium"'),
        (f'{TELLING}whom = ["compliance", "compliance"]', 'line 16, column 1, rule "n": says one of them twice'),
        (f"{TELLING}whom = []", 'whom: Expected array of length >= 1; allowed: a list of "supervisors" and'),
        (f'{TELLING}whom = ["agents"]', "whom: Invalid enum value 'agents'; allowed: a list of \"supervisors\""),
        (f"{TELLING}digest_minutes = 1441", "digest_minutes: Expected int <= 1440; allowed: whole minutes"),
        (f'{TELLING}scope = {{ teams = ["a"] }}', 'the key "scope" is not known; allowed: controls, digest_minutes'),
        (f'{TOP}kind = "notification"\nid = "n"', "cards.toml: a policy without rules is a mistake"),
        (
            f'{TELLING}[[rule]]\nkind = "notification"\nid = "m"\ndigest_minutes = 5',
            'rule "m": never decides: the rule "n" before it is as strict wherever it holds',
        ),
        (
            f'{TELLING}{GRANTED.replace(chr(34) + "m", chr(34) + "n")}scope = {{ teams = ["a"] }}',
            'exception "x": the rule "n" tells of violations; no exception lifts it',
        ),
    ],
)
def test_a_notification_that_makes_no_sense_is_refused_at_its_place(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (f'{TOP}kind = "idle"\nid = "i"\nafter_seconds = 1', "allowed: whole seconds from 2 to 900"),
        (
            f'{TOP}kind = "lock"\nid = "i"',
            "desk, factors, idle, masking, network, notification, printing, reauth, recording, shift, window",
        ),
        (
            f'{TOP}kind = "idle"\nid = "i"\nafter = 5',
            "instead, kind, reason, scope, severity, sign_out_minutes, synthetic, warn_seconds",
        ),
        (f'{TOP}kind = "desk"\nid = "d"\nremovable_media = "no"', 'allowed: "refuse" or "allow"'),
        (
            f'{TOP}kind = "recording"\nid = "r"\nlasting_seconds = 61',
            "allowed: whole seconds from 0 to 60 that the pause lasts on after that",
        ),
        (f'{TOP}kind = "masking"\nid = "m"\nclasses = []', 'such as ["card_number", "us_ssn"]'),
        (
            'name = "x"\nformat = 1\ncolour = 1',
            (
                "allowed: acknowledge, approver, class, client, clock_tolerance_seconds, exception, extends, format,"
                " lease_hours, max_age_hours, name, phone_regions, recorders, region, reveal, reveal_modifier, rule,"
                " site, support, violations_a_minute"
            ),
        ),
    ],
)
def test_a_refused_policy_says_what_is_allowed(text: str, allowed: str) -> None:
    assert refusal(text).endswith(allowed)


def test_two_rules_with_one_id_are_refused_at_the_second() -> None:
    text = f'{TOP}kind = "masking"\nid = "m"\n\n[[rule]]\nkind = "clipboard"\nid = "m"\n'
    told = refusal(text)
    assert told.startswith(
        'cards.toml, line 10, column 1, rule "m": another rule, exception, reveal or support has this id already'
    )


@given(untrusted=st.binary(max_size=200))
def test_bytes_are_a_policy_or_refused_as_one(untrusted: bytes) -> None:
    refusal(untrusted)


VALUES = st.recursive(
    st.integers() | st.booleans() | st.text("ab-/*", max_size=5) | st.sampled_from(["masking", "idle", "desk"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["kind", "id", "classes", "after_seconds", "folders", "checklist", "allow", "instead", "x-y"])


def toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


@given(
    rules=st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=3),
    kinds=st.lists(
        st.sampled_from(["masking", "clipboard", "recording", "capture", "idle", "reauth", "desk"]), max_size=3
    ),
)
def test_any_tables_are_a_policy_or_refused_as_one(rules: list[dict[str, object]], kinds: list[str]) -> None:
    tables = [{"kind": kind} | rule for kind, rule in zip(kinds, rules, strict=False)] or rules
    lines = ['name = "x"', "format = 1"]
    for table in tables:
        lines += ["[[rule]]", *(f"{key} = {toml(value)}" for key, value in table.items())]
    try:
        policy = parse_policy("\n".join(lines).encode(), "cards.toml")
    except PolicyError as error:
        assert str(error).startswith("cards.toml")  # noqa: PT017 - both ends are right, neither is an accident
    else:
        assert policy.rule


def test_the_version_is_of_the_rules_and_not_of_how_they_are_written() -> None:
    text = f'{TOP}kind = "idle"\nid = "idle"\nafter_seconds = 300\n'
    same = parse_policy(f"# a remark\n{text}".encode(), "other.toml")
    other = parse_policy(text.replace("300", "301").encode(), "cards.toml")
    policy = parse_policy(text.encode(), "cards.toml")
    assert version_of(policy) == version_of(same) != version_of(other)
    assert decode_policy(encode_policy(policy)) == policy


@given(untrusted=st.binary(max_size=200))
def test_bytes_from_the_link_are_a_policy_or_refused(untrusted: bytes) -> None:
    with pytest.raises(PolicyError):
        decode_policy(untrusted)
    with pytest.raises(PolicyError):
        decode_policy(encode_policy(Policy(name="empty", format=1)))


IDLE_PACK = b'name = "Idle"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "idle"\nafter_seconds = 300\n'
PACKS = {
    "idle": IDLE_PACK,
    "both": b'name = "Both"\nformat = 1\nextends = ["idle", "both"]\n'
    b'[[rule]]\nkind = "reauth"\nid = "r"\nafter_seconds = 9',
    "broken": b'name = "Broken"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "idle"\n',
}


def pack(name: str) -> bytes:
    if name not in PACKS:
        raise PolicyError(f"there is no {name}")
    return PACKS[name]


def test_a_policy_has_the_rules_of_its_packs_after_its_own_each_once() -> None:
    policy = parse_policy(
        f'name = "x"\nformat = 1\nextends = ["both", "idle"]\n{TOP[26:]}kind = "desk"\nid = "d"'.encode(), "x", pack
    )
    assert [rule.id for rule in policy.rule] == ["d", "r", "idle"]
    alone = parse_policy(b'name = "x"\nformat = 1\nextends = ["idle"]', "x", pack)
    assert [rule.id for rule in alone.rule] == ["idle"]


@pytest.mark.parametrize(("own", "packs", "is_asked"), [("", "", False), ("true", "", True), ("", "true", True)])
def test_what_a_policy_or_one_of_its_packs_wants_acknowledged_is(own: str, packs: str, *, is_asked: bool) -> None:
    words, inner = (f"acknowledge = {each}\n" if each else "" for each in (own, packs))
    written = f'name = "x"\nformat = 1\nextends = ["idle"]\n{words}'.encode()
    extended = IDLE_PACK.replace(b"[[rule]]", inner.encode() + b"[[rule]]")
    assert parse_policy(written, "x", lambda _: extended).acknowledge is is_asked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('extends = ["none"]', "cards.toml, line 3, column 1: there is no none"),
        ('extends = ["broken"]', 'cards.toml, line 3, column 1: pack "broken", line 3, column 1, rule "idle": the key'),
        ('extends = ["../x"]', "cards.toml, line 3, column 12: extends: Expected str matching regex"),
        ('extends = ["idle"]\n[[rule]]\nkind = "desk"\nid = "idle"', 'line 6, column 1, rule "idle": another rule'),
        ("extends = []", "cards.toml: a policy without rules is a mistake"),
    ],
)
def test_a_pack_that_cannot_be_extended_is_named(text: str, told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(f'name = "x"\nformat = 1\n{text}'.encode(), "cards.toml", pack)
    assert told in str(caught.value)


def test_a_policy_that_must_stand_alone_extends_nothing() -> None:
    assert "cannot be extended here" in refusal('name = "x"\nformat = 1\nextends = ["idle"]')


def test_an_exception_may_lift_a_rule_of_a_pack() -> None:
    text = f'name = "x"\nformat = 1\nextends = ["idle"]\n{GRANTED.replace(chr(34) + "m", chr(34) + "idle")}'
    policy = parse_policy(f'{text}scope = {{ teams = ["a"] }}'.encode(), "x", pack)
    assert policy.exception[0].rules == ("idle",)
