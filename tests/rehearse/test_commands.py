"""`deskwarden policy`: what its writer is told."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.approvals import KIM, line
from workstation.errors import DeskwardenError
from workstation.rehearse.commands import policy_app

POLICIES = Path(__file__).parents[2] / "policies"
PCI = POLICIES / "pci-dss-4.0.1.toml"
CRM_ONLY = """
name = "CRM"
format = 1

[[site]]
name = "cebu"
networks = ["10.4.0.0/16"]

[[rule]]
kind = "masking"
id = "crm"
scope = { applications = [{ url = "https://crm.example.com/*" }], sites = ["cebu"] }

[[rule]]
kind = "idle"
id = "night"
after_seconds = 60
scope = { hours = [{ start = "22:00", end = "06:00" }] }

[[exception]]
id = "training"
rules = ["crm"]
scope = { teams = ["trainers"] }
reason = "Trainers work with made-up customers."
granted_by = "R. Santos"
expires = 2027-03-31
"""


@dataclass(frozen=True)
class Said:
    returncode: int
    stdout: str
    stderr: str


def policy(*words: str | Path) -> Said:
    """Run a command as `deskwarden policy` does, but for the process."""
    result = CliRunner().invoke(policy_app, list(map(str, words)))
    error = result.exception
    if isinstance(error, DeskwardenError):
        return Said(1, result.stdout, f"deskwarden: {error}. {error.hint}")
    assert error is None or isinstance(error, SystemExit), error
    return Said(result.exit_code, result.stdout, result.stderr)


def test_trouble_is_one_line_and_no_trace_of_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workstation", "policy", "diff", str(PCI), str(tmp_path / "none.toml")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 1
    assert said.stderr == f"deskwarden: {tmp_path / 'none.toml'} cannot be read: No such file or directory.\n"


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    path = tmp_path / "crm.toml"
    path.write_text(CRM_ONLY)
    return path


def test_check_says_what_is_a_policy_and_where_what_is_not_goes_wrong(crm: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(CRM_ONLY.replace("after_seconds = 60", "after = 60"))
    said = policy("check", crm, broken, tmp_path / "none.toml")
    assert said.returncode == 1
    assert said.stdout.startswith(f"{crm}: CRM, 2 rules, 1 exceptions, version ")
    assert 'broken.toml, line 17, column 1, rule "night": the key "after" is not known' in said.stderr
    assert "none.toml cannot be read: No such file or directory" in said.stderr
    assert policy("check", *POLICIES.glob("*.toml")).returncode == 0


@pytest.mark.parametrize(
    ("words", "decided"),
    [
        (("--url", "https://crm.example.com/7", "--address", "10.4.1.1"), "crm"),
        ((), "crm"),
        (("--url", "https://mail.example.com/"), "no rule"),
        (("--url", "https://crm.example.com/7", "--address", "192.168.1.1"), "no rule"),
        (("--url", "https://crm.example.com/7", "--team", "trainers", "--at", "2027-03-31T23:00"), "no rule"),
        (("--url", "https://crm.example.com/7", "--team", "trainers", "--at", "2027-04-01T00:00"), "crm"),
    ],
)
def test_explain_names_the_rule_that_decides(crm: Path, words: tuple[str, ...], decided: str) -> None:
    said = policy("explain", crm, *words).stdout
    (line,) = (line for line in said.splitlines() if line.strip().startswith("masking"))
    assert line.strip().endswith(decided)


AWAY = """
name = "Away"
format = 1

[[site]]
name = "cebu"
networks = ["192.168.1.0/24"]
seen_from = ["203.0.113.0/28"]

[[rule]]
kind = "idle"
id = "office"
after_seconds = 300

[[rule]]
kind = "idle"
id = "home"
after_seconds = 60
scope = { away_from = ["cebu"] }
"""


@pytest.mark.parametrize(
    ("words", "decided"),
    [
        (("--address", "192.168.1.7", "--seen-from", "203.0.113.7"), "office"),
        (("--address", "192.168.1.7", "--seen-from", "198.51.100.9"), "home"),
        (("--address", "10.9.9.9", "--seen-from", "203.0.113.7"), "home"),
        (("--address", "192.168.1.7"), "home"),
        ((), "home"),
    ],
)
def test_explain_knows_from_where_the_store_sees_a_seat(tmp_path: Path, words: tuple[str, ...], decided: str) -> None:
    path = tmp_path / "away.toml"
    path.write_text(AWAY)
    (line,) = (line for line in policy("explain", path, *words).stdout.splitlines() if line.strip().startswith("idle"))
    assert line.strip().endswith(decided)


@pytest.mark.parametrize(
    ("words", "decided"),
    [
        (("--address", "192.168.1.7", "--gateway", "192.168.1.1", "--interface", "wired"), "office"),
        (("--address", "192.168.1.7", "--gateway", "192.168.1.254", "--interface", "wired"), "home"),
        (("--address", "192.168.1.7", "--gateway", "192.168.1.1", "--interface", "wireless"), "home"),
        (("--address", "192.168.1.7", "--gateway", "192.168.1.1"), "home"),
        (("--gateway", "192.168.1.1", "--interface", "wired"), "home"),
    ],
)
def test_explain_knows_by_which_way_a_seat_is_in_its_network(
    tmp_path: Path, words: tuple[str, ...], decided: str
) -> None:
    path = tmp_path / "away.toml"
    way = 'gateways = ["192.168.1.1"]\ninterfaces = ["wired"]'
    path.write_text(AWAY.replace('seen_from = ["203.0.113.0/28"]', way))
    (line,) = (line for line in policy("explain", path, *words).stdout.splitlines() if line.strip().startswith("idle"))
    assert line.strip().endswith(decided)


@pytest.mark.parametrize(
    "words",
    [("--gateway", "router"), ("--address", "1.2.3.4.5"), ("--seen-from", "cebu"), ("--seen-from", "10.0.0.0/8")],
)
def test_what_is_no_address_is_refused_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "away.toml"
    path.write_text(AWAY)
    said = policy("explain", path, *words)
    assert said.returncode == 1
    assert f"'{words[1]}' does not appear to be an IPv4 or IPv6 address" in said.stderr


def test_explain_says_where_faked_input_counts(tmp_path: Path) -> None:
    path = tmp_path / "switches.toml"
    path.write_text(
        'name = "Switches"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 300\nsynthetic = "count"\n'
    )
    assert "locks without input, faked or not, after 300 s" in policy("explain", path).stdout


def test_explain_holds_desk_and_reauth_rules_against_the_seat(tmp_path: Path) -> None:
    path = tmp_path / "calls.toml"
    path.write_text(
        'name = "Calls"\nformat = 1\n[[rule]]\nkind = "desk"\nid = "d"\nscope = { call = "on" }\n'
        '[[rule]]\nkind = "reauth"\nid = "r"\nafter_seconds = 60\nscope = { teams = ["cards"] }\n'
        '[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 300\nsign_out_minutes = 60\n'
    )
    on_call = policy("explain", path).stdout
    assert "locks without input after 300 s" in on_call
    assert "60 min (i)" in on_call
    assert "the desk is kept clean" in on_call
    assert "asks for a second factor again after 60 s" in on_call
    off_call = policy("explain", path, "--call", "off", "--team", "billing").stdout
    assert "not looked after" in off_call
    assert "asks for a second factor" not in off_call


def test_explain_says_where_a_security_key_is_asked_for_in_place_of_the_code(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(
        'name = "Keys"\nformat = 1\n[[rule]]\nkind = "factors"\nid = "key"\nfactors = ["security_key"]\n'
        'at = ["sign_in"]\n'
    )
    (line,) = (line for line in policy("explain", path).stdout.splitlines() if line.strip().startswith("factors"))
    assert "a code, in its place a security key at sign-in" in line


def test_explain_says_where_an_openid_provider_is_asked_in_place_of_the_code(tmp_path: Path) -> None:
    path = tmp_path / "openid.toml"
    account = '[[rule]]\nkind = "factors"\nid = "account"\nfactors = ["openid"]\n'
    key = '[[rule]]\nkind = "factors"\nid = "key"\nfactors = ["security_key"]\nat = ["unlock", "reauth"]\n'
    path.write_text(f'name = "OpenID"\nformat = 1\n{account}{key}')
    said = " ".join(policy("explain", path).stdout.split())
    assert "a code, in its place the OpenID provider at sign-in" in said
    assert "its place a security key at unlock and re-authentication" in said


def test_explain_says_that_a_seat_locks_once_its_key_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    rule = '[[rule]]\nkind = "factors"\nid = "key"\nfactors = ["security_key"]\nkey_removed = "lock"\n'
    path.write_text(f'name = "Keys"\nformat = 1\n{rule}')
    said = " ".join(policy("explain", path).stdout.split())
    assert "without the key that opened it the seat locks" in said


def test_explain_says_that_a_supervisor_may_vouch_where_every_rule_lets_them(tmp_path: Path) -> None:
    path, words = tmp_path / "vouched.toml", "a supervisor may vouch in place of the code or key"
    rule = '[[rule]]\nkind = "factors"\nid = "f"\nsupervisor = "vouches"\n'
    path.write_text(f'name = "Vouched"\nformat = 1\n{rule}')
    assert words in " ".join(policy("explain", path).stdout.split())
    path.write_text(f'name = "Vouched"\nformat = 1\n{rule}[[rule]]\nkind = "factors"\nid = "g"\n')
    assert words not in " ".join(policy("explain", path).stdout.split())


def test_explain_says_that_a_policy_is_acknowledged(tmp_path: Path) -> None:
    path, words = tmp_path / "read.toml", "Agents confirm at sign-in, once for each version"
    rule = '[[rule]]\nkind = "capture"\nid = "c"\n'
    path.write_text(f'name = "Read"\nformat = 1\nacknowledge = true\n{rule}')
    assert words in policy("explain", path).stdout
    path.write_text(f'name = "Read"\nformat = 1\n{rule}')
    assert words not in policy("explain", path).stdout


@pytest.mark.parametrize(("at_end", "act"), [("lock", "locks"), ("sign_out", "signs out")])
def test_explain_says_when_shifts_end_and_what_happens_then(tmp_path: Path, at_end: str, act: str) -> None:
    path = tmp_path / "shifts.toml"
    path.write_text(
        f'name = "Shifts"\nformat = 1\n[[rule]]\nkind = "shift"\nid = "s"\nat_end = "{at_end}"\n'
        'hours = [{ start = "08:00", end = "18:00" }, { start = "22:00", end = "06:00" }]\n'
    )
    assert f"{act} as a shift ends (06:00, 18:00)" in " ".join(policy("explain", path).stdout.split())


def test_explain_says_after_which_risks_a_factor_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "risks.toml"
    path.write_text(
        'name = "Risks"\nformat = 1\n[[rule]]\nkind = "reauth"\nid = "r"\nafter_seconds = 3600\n'
        'after_risks = ["clock"]\nviolations_an_hour = 20\n'
        '[[rule]]\nkind = "reauth"\nid = "s"\nafter_risks = ["network"]\nviolations_an_hour = 10\n'
    )
    said = " ".join(policy("explain", path).stdout.split())
    assert (
        "asks for a second factor again after 3600 s, and at r once after a clock that is set, another network" in said
    )
    assert "than 10 violations in an hour" in said


def test_explain_says_which_factors_open_a_seat_and_when(tmp_path: Path) -> None:
    path = tmp_path / "factors.toml"
    path.write_text(
        'name = "Factors"\nformat = 1\n[[rule]]\nkind = "factors"\nid = "both"\nat = ["sign_in"]\n'
        'scope = { teams = ["cards"] }\n'
    )
    (line,) = (line for line in policy("explain", path).stdout.splitlines() if line.strip().startswith("factors"))
    assert "a code, and the password at sign-in" in line
    assert line.strip().endswith("both")
    assert "the password" not in policy("explain", path, "--team", "billing").stdout


def test_explain_says_how_long_the_call_recorder_is_paused_and_that_off_a_call_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "calls.toml"
    path.write_text(
        'name = "Calls"\nformat = 1\n[[rule]]\nkind = "recording"\nid = "r"\n'
        '[[rule]]\nkind = "recording"\nid = "longer"\nlasting_seconds = 20\n'
    )
    assert "the call recorder is paused, until 20 s after" in policy("explain", path).stdout
    assert "the call recorder runs on" in policy("explain", path, "--call", "off").stdout
    assert "the call recorder runs on" in policy("explain", path, "--class", "us_ssn").stdout


def test_explain_and_check_say_which_remote_support_may_be_approved_and_by_whom(crm: Path) -> None:
    crm.write_text(
        f'{CRM_ONLY}[[approver]]\nname = "Kim"\nkey = "{line(KIM)}"\n\n[[support]]\nid = "it-help"\nminutes = 30\n'
        'programs = ["/usr/bin/x11vnc"]\nscope = { teams = ["cards"] }\n'
    )
    assert ", 1 remote supports, version" in policy("check", crm).stdout
    said = policy("explain", crm, "--team", "cards").stdout.splitlines()[-1]
    assert said == ('"it-help" lets /usr/bin/x11vnc run and read the masked screen for 30 min once any approver signs.')
    assert "it-help" not in policy("explain", crm, "--team", "loans").stdout
    assert "it-help" not in policy("explain", crm).stdout


@pytest.mark.parametrize(
    ("pictures", "of_cards", "of_others"),
    [
        ("leave", "kept off the clipboard", "may be copied and pasted"),
        ("read", "kept off the clipboard, in pictures too", "may be copied and pasted"),
        (
            "refuse",
            "kept off the clipboard, like all pictures",
            "may be copied, but no pictures",
        ),
    ],
)
def test_explain_says_what_becomes_of_pictures(tmp_path: Path, pictures: str, of_cards: str, of_others: str) -> None:
    path = tmp_path / "pictures.toml"
    path.write_text(f'name = "x"\nformat = 1\n[[rule]]\nkind = "clipboard"\nid = "c"\npictures = "{pictures}"\n')
    for data_class, happens in (("card_number", of_cards), ("email", of_others)):
        lines = policy("explain", path, "--class", data_class).stdout.splitlines()
        (line,) = (line for line in lines if line.split()[:1] == ["clipboard"])
        assert f" {happens} " in f" {' '.join(line.split())} "


def test_explain_and_check_say_what_may_be_revealed(crm: Path) -> None:
    assert policy("explain", crm).stdout.splitlines()[-1].split() == ["reveal", "never", "no", "rule"]
    crm.write_text(
        CRM_ONLY + '[[reveal]]\nid = "r"\nclasses = ["card_number"]\nscope = { teams = ["cards"] }\nseconds = 30\n'
        'times_an_hour = 5\nreasons = ["The customer asks."]\n'
    )
    assert ", 1 reveals, version" in policy("check", crm).stdout
    said = policy("explain", crm, "--team", "cards").stdout.splitlines()
    assert said[-2].split() == ["reveal", "a", "mask", "may", "be", "lifted", "r"]
    assert said[-1] == '"r" has a mask lifted for 30 s, 5 times an hour, for "The customer asks.".'
    with crm.open("a") as file:
        file.write("times_a_shift = 9\ntyped_reason = true\nstep_up_minutes = 10\n")
    said = policy("explain", crm, "--team", "cards").stdout.splitlines()
    assert "5 times an hour and 9 times a shift (the supervisor hears of more), by an agent who" in said[-1]
    assert "by an agent who proves their factors at most 10 min before, for" in said[-1]
    assert said[-1].endswith('for "The customer asks." or in the agent\'s own words.')
    assert policy("explain", crm).stdout.splitlines()[-1].split() == ["reveal", "never", "no", "rule"]


RAISING = """
name = "Cards"
format = 1
[[rule]]
kind = "clipboard"
id = "copies"
severity = "high"
[[rule]]
kind = "capture"
id = "pictures"
severity = "low"
[[rule]]
kind = "desk"
id = "desk"
"""
TELLING = """
[[rule]]
kind = "notification"
id = "counted"
rules = ["copies"]
whom = ["supervisors"]
digest_minutes = 15
[[rule]]
kind = "notification"
id = "grave"
severity = "high"
rules = ["copies"]
digest_minutes = 30
whom = ["compliance"]
"""


def test_explain_says_who_hears_of_violations_and_diff_who_may_no_longer(tmp_path: Path) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(RAISING)
    new.write_text(RAISING + TELLING)
    hear = "supervisors and compliance hear"
    assert "hear" not in policy("explain", old).stdout
    assert policy("explain", new).stdout.splitlines()[-3:] == [
        f'Of violations of "copies", high, {hear} in one count for each 15 minutes (by "counted", "grave").',
        f'Of violations of "pictures", low, {hear} at once (no notification rule is about it).',
        f'Of violations of "desk", medium, {hear} at once (no notification rule is about it).',
    ]
    new.write_text(f'{RAISING}[[rule]]\nkind = "notification"\nid = "grave"\nseverity = "high"\n')
    assert 'Of violations of "pictures", low, nobody hears; they are on the record' in policy("explain", new).stdout
    said = policy("diff", old, new)
    assert (said.returncode, said.stdout.splitlines()) == (
        1,
        [
            f'May loosen: violations of "{rule}" may be told to fewer people, later or not at all.'
            for rule in ("pictures", "desk")
        ],
    )


def test_explain_goes_by_the_seats_clock(crm: Path) -> None:
    assert "after 60 s" in policy("explain", crm, "--at", "2026-11-24T23:00+08:00").stdout
    assert "after 60 s" not in policy("explain", crm, "--at", "2026-11-24T15:00+08:00").stdout


def test_explain_refuses_what_it_cannot_understand(crm: Path) -> None:
    said = policy("explain", crm, "--at", "yesterday")
    assert (said.returncode, said.stderr.splitlines()[-1]) == (
        1,
        'deskwarden: "yesterday" is no moment. Write it like "2026-11-24T09:00+08:00".',
    )
    assert 'no data class is called "shoe_size"' in policy("explain", crm, "--class", "shoe_size").stderr
    assert 'the nearest is "us_ssn"' in policy("explain", crm, "--class", "us_snn").stderr
    assert "Invalid enum value 'never'" in policy("explain", crm, "--call", "never").stderr


MEMBERS = """
name = "Club"
format = 1

[[class]]
id = "member_number"
called = "member number"
pattern = "MB-[0-9]{7}"
validator = "luhn"
words = ["member", "socio"]
mask = { last = 2 }

[[rule]]
kind = "masking"
id = "members-masked"
classes = ["member_number"]
"""


@pytest.fixture
def club(tmp_path: Path) -> Path:
    path = tmp_path / "club.toml"
    path.write_text(MEMBERS)
    return path


def test_explain_says_what_a_class_of_the_policys_own_is(club: Path) -> None:
    said = policy("explain", club, "--class", "member_number")
    assert "covered on the screen" in said.stdout
    assert said.stdout.endswith(
        'member_number is a member number: what looks like MB-[0-9]{7} beside "member" or "socio", with right check '
        "digits (luhn); the last 2 stay legible.\n"
    )
    assert policy("check", club).stdout.startswith(f"{club}: Club, 1 rules, 1 classes of its own, version ")


def test_a_scenario_of_a_class_that_the_policy_does_not_know_does_not_hold(club: Path, tmp_path: Path) -> None:
    scenarios = tmp_path / "scenarios.toml"
    scenarios.write_text(
        '[[scenario]]\nname = "a"\nclass = "member_number"\nexpect = { masking = "members-masked", clipboard = "" }\n'
        '[[scenario]]\nname = "b"\nclass = "membernumber"\n'
    )
    said = policy("test", club, scenarios)
    assert said.stdout.splitlines() == [
        f'{scenarios}: b: no data class is called "membernumber"; the nearest is "member_number"',
        "1 of 2 scenarios hold.",
    ]


def test_diff_names_a_class_that_finds_less_or_hides_less(club: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    for written, now, told in (
        ("{7}", "{8}", "may find less"),
        ('"socio"', '"partner"', "may find less"),
        ('validator = "luhn"', 'validator = "damm"', "may find less"),
        ("last = 2", "last = 3", "leaves more legible"),
    ):
        other.write_text(MEMBERS.replace(written, now))
        assert policy("diff", club, other).stdout == f'May loosen: the class "member_number" is changed, and {told}.\n'
    other.write_text(MEMBERS.replace('validator = "luhn"', "").replace('"socio"', '"socio", "partner"'))
    assert policy("diff", club, other).returncode == 0


@pytest.mark.parametrize("pack", sorted(path.name for path in POLICIES.glob("*.toml")))
def test_every_pack_keeps_its_scenarios(pack: str) -> None:
    said = policy("test", POLICIES / pack, POLICIES / "scenarios" / pack)
    assert said.returncode == 0, said.stdout
    assert said.stdout.endswith("scenarios hold.\n")


def test_a_scenario_that_does_not_hold_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[scenario]]\nname = "ssn"\nclass = "us_ssn"\nexpect = { masking = "card-data-masked" }\n')
    said = policy("test", PCI, wrong)
    assert said.returncode == 1
    assert 'ssn: masking: the rule "card-data-masked" was expected to decide, no rule does' in said.stdout


def test_a_scenario_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[scenario]]\nname = "x"\nclazz = "us_ssn"\n')
    said = policy("test", PCI, wrong)
    assert said.returncode == 1
    assert "wrong.toml: Object contains unknown field clazz" in said.stderr


def test_diff_names_what_may_loosen(tmp_path: Path) -> None:
    looser = tmp_path / "looser.toml"
    looser.write_text(PCI.read_text().replace("after_seconds = 300", "after_seconds = 600"))
    said = policy("diff", PCI, looser)
    assert said.returncode == 1
    assert said.stdout == 'May loosen: the rule "idle-five-minutes" is changed, and may hold for less.\n'
    back = policy("diff", looser, PCI)
    assert (back.returncode, back.stdout) == (0, "Nothing is loosened.\n")
