"""How right our scanner is beside Presidio, on generated texts and on presidio-evaluator's sentences."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.figure import Figure, judged
from tests.bench.peer import OURS, Pass, PeerMissingError, installed, scanned, tried
from tests.detection.evaluator import CLASSES, sentences
from tests.detection.labelled import Slice, Text
from tests.detection.printed import causes
from tests.detection.quality import DISGUISED, GROUPS, HONEST, Report, compare

SEED = 20_263
TIMES = 5
MISSES = Path("build/detection-misses.txt")


class Peer(NamedTuple):
    """A peer's findings compared; it is not blamed for the classes that it does not look for."""

    classes: frozenset[str]
    report: Report


def generated(texts: Sequence[Text], ours: Pass, presidio: Pass | str, known: Sequence[str]) -> tuple[Figure, ...]:
    """Return precision and recall by group; what was missed goes to build/detection-misses.txt."""
    report, peer = _reported(texts, ours, known), _peer(texts, presidio, known)
    MISSES.parent.mkdir(exist_ok=True)
    MISSES.write_text("Generated call-center texts\n" + "\n".join(causes(report.faults)) + "\n")
    made = []
    for prefix, group, target in (("", "checksummed", 0.99), ("contextual_", "contextual", 0.95)):
        classes = GROUPS[group] & set(known)
        how = f"{len(classes)} {group} classes; {_told(presidio, classes)}"
        made += [
            _figure(f"{prefix}{name}", name, report, peer, classes, target, how) for name in ("precision", "recall")
        ]
    how = f"other separators and digits, zero width, glued, lower case; {_told(presidio, known)}"
    made.append(_figure("evasive_recall", "recall", report, peer, known, 0.95, how, DISGUISED))
    return tuple(made)


def evaluated(known: Sequence[str]) -> tuple[Figure, ...]:
    """Return what presidio-evaluator's own sentences show; its misses go to the same file."""
    try:
        texts = tuple(sentences(installed("evaluator").parents[1], SEED, TIMES))
    except (PeerMissingError, StopIteration) as error:
        return (Figure(id="detect.evaluator_recall", value=None, unit="", how=f"presidio-evaluator: {error}"),)
    classes = tuple(sorted(set(CLASSES.values()) & set(known)))
    plain = [text.text for text in texts]
    report = _reported(texts, scanned(OURS, "ours", ("1",), plain), classes)
    presidio = tried(lambda: scanned(installed("presidio"), "presidio", ("1", ",".join(classes), "blank"), plain))
    peer = _peer(texts, presidio, classes)
    with MISSES.open("a") as file:
        file.write("\npresidio-evaluator's sentences\n" + "\n".join(causes(report.faults)) + "\n")
    how = f"its {len(texts)} sentences filled by Faker; misses in {MISSES}; {_told(presidio, classes)}"
    return tuple(
        _figure(f"evaluator_{name}", name, report, peer, classes, None, how) for name in ("recall", "precision")
    )


def recall_of(texts: Sequence[Text], done: Pass, known: Sequence[str]) -> str:
    """Return the recall of a pass over all that is written plainly, in words."""
    report = _reported(texts, done, known)
    share = report.recall(done.classes, HONEST)
    return "only gates" if share is None else f"recall {share:.2f} on its classes"


def _reported(texts: Sequence[Text], done: Pass, classes: Sequence[str]) -> Report:
    """Return how right the findings of a pass are; a pass may have seen only the first of the texts."""
    report = Report()
    for text, findings in zip(texts, done.findings, strict=False):
        compare(report, text, [each for each in findings if each.data_class in classes], classes)
    return report


def _peer(texts: Sequence[Text], done: Pass | str, classes: Sequence[str]) -> Peer | None:
    return None if isinstance(done, str) else Peer(done.classes, _reported(texts, done, classes))


def _told(done: Pass | str, classes: Collection[str]) -> str:
    if isinstance(done, str):
        return done
    return f"Presidio on the {len(done.classes & set(classes))} of them that it has, {len(done.micros)} texts"


def _share(report: Report, name: str, classes: Collection[str], slices: Sequence[Slice]) -> float | None:
    share = report.precision(classes) if name == "precision" else report.recall(classes, slices)
    return None if share is None else round(share, 4)


def _figure(
    figure_id: str,
    name: str,
    report: Report,
    presidio: Peer | None,
    classes: Collection[str],
    target: float | None,
    how: str,
    slices: Sequence[Slice] = HONEST,
) -> Figure:
    figure = Figure(
        id=f"detect.{figure_id}",
        value=_share(report, name, classes, slices),
        unit="",
        target=target,
        better="higher",
        n=report.values(classes, slices),
        peer="Presidio at .4",
        peer_value=None if presidio is None else _share(presidio.report, name, presidio.classes & set(classes), slices),
        how=how,
    )
    return judged(figure)
