"""The figures of detection: how fast, how right, beside peers on the same texts in the same run."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
import time
from collections.abc import Sequence

from tests.bench.figure import Figure, judged
from tests.bench.peer import OURS, Pass, installed, scanned, tried
from tests.bench.rightness import evaluated, generated, recall_of
from tests.detection.corpus import corpus
from tests.detection.labelled import CLASSES, Text
from tests.detection.scanning import our_classes

SEED = 20_262
COUNT = 2000
SLOW = 300  # so many of the texts are for the peers that take milliseconds
PRESIDIO = {"none": "no language model", "blank": "blank spaCy model"}


def figures() -> tuple[Figure, ...]:
    """Scan 2,000 texts with ours and every peer."""
    texts = tuple(corpus(SEED, COUNT))
    known = tuple(name for name in our_classes() if name in CLASSES)
    asked = ",".join(known)
    plain = [text.text for text in texts]
    ours = scanned(OURS, "ours", ("5",), plain)
    peers = {
        how: tried(lambda how=how: scanned(installed("presidio"), "presidio", ("1", asked, how), plain[:SLOW]))  # type: ignore[misc]
        for how in PRESIDIO
    }
    datafog = tried(lambda: scanned(installed("datafog"), "datafog", ("5", asked), plain))
    gate = tried(lambda: scanned(installed("hyperscan"), "gate", ("5",), plain))
    return (
        *_speed(texts, ours, peers, datafog, gate, known),
        *generated(texts, ours, peers["blank"], known),
        *evaluated(known),
        _import_time(),
    )


def _per_kb(texts: Sequence[Text], done: Pass) -> float:
    size = sum(len(text.text.encode()) for text in texts[: len(done.micros)])
    return sum(done.micros) / size * 1000


def _beside(texts: Sequence[Text], done: Pass | str, known: Sequence[str]) -> str:
    return done if isinstance(done, str) else f"{_per_kb(texts, done):,.1f} µs, {recall_of(texts, done, known)}"


def _speed(
    texts: Sequence[Text],
    ours: Pass,
    peers: dict[str, Pass | str],
    datafog: Pass | str,
    gate: Pass | str,
    known: Sequence[str],
) -> tuple[Figure, ...]:
    mine = _per_kb(texts, ours)
    ran = {how: _per_kb(texts, each) for how, each in peers.items() if not isinstance(each, str)}
    told = "; ".join(f"Presidio, {PRESIDIO[how]}: {_beside(texts, each, known)}" for how, each in peers.items())
    speed = Figure(
        id="detect.us_per_kb",
        value=round(mine, 1),
        unit="µs/KB",
        target=30,
        n=len(ours.micros),
        peer="hyperscan gate (µs/KB)",
        peer_value=None if isinstance(gate, str) else round(_per_kb(texts, gate), 1),
        how=f"each text's fastest of 5; {told}; datafog-core: {_beside(texts, datafog, known)}",
    )
    fastest = min(ran.values(), default=None)
    first = Pass(ours.micros[:SLOW], ours.findings[:SLOW])
    ratio = Figure(
        id="detect.ratio_presidio",
        value=None if fastest is None else round(fastest / _per_kb(texts, first)),
        unit="x",
        target=150,
        better="higher",
        n=SLOW,
        peer="Presidio (µs/KB)",
        peer_value=None if fastest is None else round(fastest),
        how=told,
    )
    return judged(speed), judged(ratio)


def _import_time() -> Figure:
    bare, ours = (min(_started(code) for _ in range(10)) for code in ("pass", "import workstation.detect.scanner"))
    return judged(
        Figure(
            id="detect.import_ms",
            value=round((ours - bare) * 1e3, 1),
            unit="ms",
            target=60,
            n=10,
            how=f"best of 10 fresh interpreters less one that does nothing ({bare * 1e3:.1f} ms)",
        )
    )


def _started(code: str) -> float:
    began = time.perf_counter()
    subprocess.run((sys.executable, "-c", code), check=True)
    return time.perf_counter() - began
