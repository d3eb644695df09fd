"""Peers of the bench: each installed in a venv of its own, run as a process that times only its scanning."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

WANTED = Path(__file__).parent / "peers.txt"
VENVS = Path("build/peers")
OWN_UV = Path("build/uv/bin/uv")
OURS = Path(sys.executable)


class PeerMissingError(Exception):
    """A peer could not be installed or run; says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a peer reports."""

    data_class: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Pass:
    """For which classes a peer looks, what it found in each text and how many microseconds that took."""

    classes: frozenset[str]
    micros: tuple[float, ...]
    findings: tuple[tuple[Finding, ...], ...]


def installed(name: str) -> Path:
    """Return the Python of the peer's venv, made if it is not as peers.txt wants it; raise PeerMissingError."""
    wanted = _wanted(name)
    venv, stamp = VENVS / name, VENVS / name / "deskwarden-wanted"
    python = venv / "bin/python"
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    uv = str(OWN_UV) if OWN_UV.exists() else shutil.which("uv")
    if uv is None:
        raise PeerMissingError(f"{name} needs uv, which is neither at {OWN_UV} nor on PATH (.ci/setup brings it)")
    shutil.rmtree(venv, ignore_errors=True)
    _run((uv, "venv", "-q", "--python", sys.executable, str(venv)))
    _run((uv, "pip", "install", "-q", *wanted.split()), {**os.environ, "VIRTUAL_ENV": str(venv.absolute())})
    stamp.write_text(wanted)
    return python


def _wanted(name: str) -> str:
    for line in WANTED.read_text().splitlines():
        found, _, wanted = line.partition(" ")
        if found == name:
            return wanted
    raise PeerMissingError(f"{WANTED.name} does not name {name}")


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise PeerMissingError(f"{Path(command[0]).name} {command[1]}: {''.join(last)}")


def scanned(python: Path, module: str, arguments: Iterable[str], texts: Sequence[str]) -> Pass:
    """Have `tests.bench.peers.<module>` scan `texts`; raise PeerMissingError where it does not run."""
    done = subprocess.run(
        (str(python), "-m", f"tests.bench.peers.{module}", *arguments),
        input="".join(json.dumps({"text": text}) + "\n" for text in texts),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise PeerMissingError(f"{module}: {''.join(done.stderr.strip().splitlines()[-1:])}")
    first, *lines = [json.loads(line) for line in done.stdout.splitlines()]
    findings = tuple(tuple(Finding(*each) for each in line["findings"]) for line in lines)
    micros = tuple(line["us"] for line in lines)
    return Pass(classes=frozenset(first["classes"]), micros=micros, findings=findings)


def tried(act: Callable[[], Pass]) -> Pass | str:
    """Return what `act` returns, or why there is nothing."""
    try:
        return act()
    except (PeerMissingError, subprocess.TimeoutExpired, OSError) as error:
        return str(error)
