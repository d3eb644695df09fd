"""The figures of detection: how fast, how right, beside peers on the same texts in the same run."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.bench.figure import Figure, judged
from tests.bench.peer import OURS, Pass, installed, scanned, tried
from tests.bench.rightness import evaluated, generated, recall_of
from tests.detection.corpus import corpus
from tests.detection.labelled import CLASSES, Text
from tests.detection.scanning import our_classes

SEED = 20_262
COUNT = 2000
SLOW = 200  # so many of the texts are for the peers that take milliseconds
ROUNDS = "5"
SLOW_ROUNDS = "3"
PRESIDIO = {"none": "Presidio, no language model", "blank": "Presidio, blank spaCy model"}


@dataclass(frozen=True, slots=True)
class Run:
    """One run over the same texts: ours, and each peer's pass or why there is none."""

    texts: tuple[Text, ...]
    known: tuple[str, ...]
    ours: Pass
    peers: dict[str, Pass | str]

    def told(self, name: str) -> str:
        """Return how fast and how right a peer was, in words."""
        done = self.peers[name]
        if isinstance(done, str):
            return f"{name}: {done}"
        return f"{name}: {per_kb(self.texts, done):,.1f} µs, {recall_of(self.texts, done, self.known)}"

    def took(self, name: str) -> float | None:
        """Return a peer's microseconds a KB."""
        done = self.peers[name]
        return None if isinstance(done, str) else per_kb(self.texts, done)


def figures() -> tuple[Figure, ...]:
    """Scan 2,000 texts with ours and every peer."""
    run = _run()
    presidio = run.peers[PRESIDIO["blank"]]
    return (
        _speed(run),
        _ratio(run),
        *generated(run.texts, run.ours, presidio, run.known),
        *evaluated(run.known),
        _import_time(),
    )


def _run() -> Run:
    texts = tuple(corpus(SEED, COUNT))
    known = tuple(name for name in our_classes() if name in CLASSES)
    asked, plain = ",".join(known), [text.text for text in texts]

    def peer(name: str, module: str, *arguments: str, count: int = COUNT) -> Pass | str:
        return tried(lambda: scanned(installed(name), module, arguments, plain[:count]))

    peers = {told: peer("presidio", "presidio", SLOW_ROUNDS, asked, how, count=SLOW) for how, told in PRESIDIO.items()}
    peers["datafog-core"] = peer("datafog", "datafog", ROUNDS, asked)
    peers["hyperscan gate"] = peer("hyperscan", "gate", ROUNDS)
    return Run(texts, known, scanned(OURS, "ours", (ROUNDS,), plain), peers)


def per_kb(texts: Sequence[Text], done: Pass) -> float:
    """Return the microseconds that a kilobyte took."""
    size = sum(len(text.text.encode()) for text in texts[: len(done.micros)])
    return sum(done.micros) / size * 1000


def _speed(run: Run) -> Figure:
    gate = run.took("hyperscan gate")
    figure = Figure(
        id="detect.us_per_kb",
        value=round(per_kb(run.texts, run.ours), 1),
        unit="µs/KB",
        target=30,
        n=len(run.ours.micros),
        peer="hyperscan gate (µs/KB)",
        peer_value=None if gate is None else round(gate, 1),
        how=f"each text's fastest of {ROUNDS}, warm; {'; '.join(run.told(name) for name in run.peers)}",
    )
    return judged(figure)


def _ratio(run: Run) -> Figure:
    fastest = min((took for name in PRESIDIO.values() if (took := run.took(name)) is not None), default=None)
    ours = per_kb(run.texts, replace(run.ours, micros=run.ours.micros[:SLOW]))
    figure = Figure(
        id="detect.ratio_presidio",
        value=None if fastest is None else round(fastest / ours),
        unit="x",
        target=150,
        better="higher",
        n=SLOW,
        peer="Presidio (µs/KB)",
        peer_value=None if fastest is None else round(fastest),
        how=f"its faster way, pattern recognizers only, .4; {'; '.join(run.told(name) for name in PRESIDIO.values())}",
    )
    return judged(figure)


def _import_time() -> Figure:
    bare, ours = (min(_started(code) for _ in range(10)) for code in ("pass", "import workstation.detect.scanner"))
    figure = Figure(
        id="detect.import_ms",
        value=round((ours - bare) * 1e3, 1),
        unit="ms",
        target=60,
        n=10,
        how=f"best of 10 fresh interpreters less one that does nothing ({bare * 1e3:.1f} ms)",
    )
    return judged(figure)


def _started(code: str) -> float:
    began = time.perf_counter()
    subprocess.run((sys.executable, "-c", code), check=True)
    return time.perf_counter() - began
