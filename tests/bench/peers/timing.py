"""What each peer's process does: reads texts as JSON lines, warms up, scans, says what was found and how long it took.

It runs in the peer's own venv and therefore uses nothing but Python's library.
"""

# SPDX-License-Identifier: Apache-2.0

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

Found = tuple[str, int, int, float]  # class, start, end, score
WARM_UP = 50
Result = TypeVar("Result")


def serve(
    scan: Callable[[str], Result], told: Callable[[str, Result], Iterable[Found]], classes: Iterable[str] = ()
) -> None:
    """Time `scan` alone, `rounds` times over all texts; `told` reads its results after the clock has stopped.

    The first line says for which classes it looks.
    """
    rounds = int(sys.argv[1])
    texts: list[str] = [json.loads(line)["text"] for line in sys.stdin]
    for text in texts[:WARM_UP]:
        scan(text)
    fastest, results = _round(scan, texts)
    for _ in range(rounds - 1):
        fastest = [min(pair) for pair in zip(fastest, _round(scan, texts)[0], strict=True)]
    sys.stdout.write(json.dumps({"classes": sorted(classes)}) + "\n")
    for text, seconds, result in zip(texts, fastest, results, strict=True):
        findings = [list(each) for each in told(text, result)]
        sys.stdout.write(json.dumps({"us": seconds * 1e6, "findings": findings}) + "\n")


def asked_classes(known: Iterable[str]) -> set[str]:
    """Return which of the peer's classes the bench compares: the command's second argument."""
    return set(sys.argv[2].split(",")).intersection(known)


def _round(scan: Callable[[str], Result], texts: list[str]) -> tuple[list[float], list[Result]]:
    took, results = [], []
    for text in texts:
        began = time.perf_counter()
        result = scan(text)
        took.append(time.perf_counter() - began)
        results.append(result)
    return took, results


def apart(findings: Iterable[Found]) -> list[Found]:
    """Return findings that do not overlap, the surest (then the longest) first kept."""
    kept: list[Found] = []
    for each in sorted(findings, key=lambda found: (-found[3], found[1] - found[2])):
        if all(each[2] <= other[1] or other[2] <= each[1] for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda found: found[1])
