"""The privileged process by itself: what it loads, how large it is, what it believes."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.installed.stage import REPOSITORY, only_root
from workstation.warden import session, warden
from workstation.warden.rootfile import RefusedError
from workstation.warden.session import Session, environment, lend_cookie, read_session
from workstation.warden.started import Register

SOURCES = Path(warden.__file__).parent
LOADED = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
import workstation.warden.__main__
print(*sorted(sys.modules))
"""


def test_the_warden_loads_the_standard_library_and_itself() -> None:
    said = subprocess.run((sys.executable, "-I", "-c", LOADED), check=True, capture_output=True, text=True)
    own = {name for name in said.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names}
    assert own - {"sitecustomize", "__main__"} == {
        "workstation",
        "workstation.warden",
        *(f"workstation.warden.{each}" for each in ("__main__", "denial", "notice", "rootfile", "servicemanager")),
        *(f"workstation.warden.{each}" for each in ("session", "started", "warden")),
    }


def test_the_warden_is_read_in_one_sitting() -> None:
    lines = [line for file in SOURCES.glob("*.py") for line in file.read_text().splitlines() if line.strip()]
    assert len(lines) < 450


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["seat", "shield", "start", "kill"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ASKED = st.fixed_dictionaries(
    {"verb": st.sampled_from(["start", "lock", "deny", "notice", "kill", "find"]) | JSON},
    optional={"part": st.sampled_from(["seat", "shield"]) | JSON, "slot": JSON, "pid": JSON, "paths": JSON},
)


@only_root
@given(line=st.binary(max_size=200) | (JSON | ASKED).map(json.dumps).map(str.encode))
def test_whatever_it_is_asked_it_answers_in_one_line_and_starts_nothing_that_root_did_not_name(line: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answering = warden.Warden(f"{folder}/nothing", "nobody", Register(Path(folder) / "started.json"))
        answer = answering.answer(line)
        assert json.dumps(answer)
        assert not list(Path(folder).iterdir())
        assert "pid" not in answer


@pytest.fixture
def owner() -> int:
    return 65_534


@pytest.fixture
def cookies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(session, "COOKIES", tmp_path / "cookies")
    return tmp_path / "cookies"


@only_root
def test_a_cookie_is_lent_to_its_reader_alone(tmp_path: Path, cookies: Path, owner: int) -> None:
    kept = tmp_path / "cookie"
    kept.write_bytes(b"made up")
    os.chown(kept, owner, owner)
    first, lent = (Path(lend_cookie(str(kept), owner, 1, 61_002)) for _ in range(2))
    assert first == lent
    assert (lent, lent.read_bytes()) == (cookies / "1", b"made up")
    assert (lent.stat().st_uid, lent.stat().st_mode & 0o777) == (61_002, 0o400)


@only_root
@pytest.mark.parametrize("what", ["link", "roots", "large", "pipe", "folder"])
def test_what_an_agent_puts_in_its_place_is_not_lent(tmp_path: Path, cookies: Path, owner: int, what: str) -> None:
    place, secret = tmp_path / "cookie", tmp_path / "secret"
    secret.write_bytes(b"a secret of root's")
    match what:
        case "link":
            place.symlink_to(secret)
        case "roots":
            place.hardlink_to(secret)
        case "large":
            place.write_bytes(b"0" * 70_000)
        case "pipe":
            os.mkfifo(place)
        case _:
            place.mkdir()
    if what not in ("link", "roots"):
        os.chown(place, owner, owner)
    with pytest.raises((RefusedError, OSError)):
        lend_cookie(str(place), owner, 1, 61_002)
    assert not cookies.exists()


@only_root
@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"user": "a"}', '{"user": 1, "display": "", "xauthority": ""}'])
def test_a_session_that_is_not_told_whole_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(session, "SESSIONS", tmp_path)
    tmp_path.chmod(0o755)
    (tmp_path / "1.json").write_text(text)
    with pytest.raises(RefusedError):
        read_session(1)
    with pytest.raises(RefusedError, match="no session 2"):
        read_session(2)


def test_systemd_starts_a_part_with_its_own_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def run(command: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, stdout=b"4711\n")

    monkeypatch.setattr(subprocess, "run", run)
    account = pwd.getpwuid(os.getuid())
    there = Session(account.pw_name, ":0", "/run/user/1/cookie", "/run/user/1", "3")
    finds = environment(there, account, there.xauthority)
    assert warden._unit(("/opt/deskwarden", "seat", "--slot", "1"), account, finds) == 4711
    started, shown = asked
    assert started[0] == "systemd-run"
    assert f"--uid={account.pw_name}" in started
    assert {each for each in started if each.startswith("--setenv=")} == {f"--setenv={n}={v}" for n, v in finds.items()}
    assert started[started.index("--") + 1 :] == ("/opt/deskwarden", "seat", "--slot", "1")
    assert shown[-1] in {each.removeprefix("--unit=") for each in started}
