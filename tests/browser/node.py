"""The detector's scripts in node, loaded as a page loads them; asked line by line."""

# SPDX-License-Identifier: Apache-2.0

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO

import msgspec

from workstation.browser.messages import OwnSaid
from workstation.browser.scripts import DETECT, DETECT_SCRIPTS

RUNNER = Path(__file__).with_name("detect.mjs")

Found = list[tuple[int, int, str, tuple[tuple[int, int], ...], float]]


class NodeDetector:
    """Asks one node process, which answers each question with one line."""

    def __init__(self, questions: IO[str], answers: IO[str]) -> None:
        self._questions = questions
        self._answers = answers

    def findings(
        self, text: str, label: str, classes: Sequence[str], regions: Sequence[str] = (), own: Sequence[OwnSaid] = ()
    ) -> Found:
        """Return what the extension finds in a text, in UTF-16 code units."""
        asked = {"classes": list(classes), "regions": list(regions), "own": msgspec.to_builtins(own)}
        answer = self._ask({"text": text, "label": label, **asked})
        assert isinstance(answer, list)
        return [(start, end, one, tuple(map(tuple, hidden)), score) for start, end, one, hidden, score in answer]

    def label_class(self, label: str, classes: Sequence[str], own: Sequence[OwnSaid] = ()) -> object:
        """Return the class that the extension takes a label for."""
        return self._ask({"text": None, "label": label, "classes": list(classes), "own": msgspec.to_builtins(own)})

    def milliseconds(self, text: str, label: str, classes: Sequence[str]) -> float:
        """Return how long the extension looks at a text."""
        answer = self._ask({"text": text, "label": label, "classes": list(classes), "times": 1})
        assert isinstance(answer, float | int)
        return answer

    def _ask(self, question: dict[str, object]) -> object:
        self._questions.write(json.dumps(question) + "\n")
        self._questions.flush()
        answer: object = json.loads(self._answers.readline())
        return answer


@contextmanager
def node_detector() -> Iterator[NodeDetector]:
    """Yield the detector in a node process of its own, which is ended afterwards."""
    scripts = [str(DETECT.parent / script) for script in DETECT_SCRIPTS]
    with Popen(["node", str(RUNNER), *scripts], stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as process:
        assert process.stdin
        assert process.stdout
        yield NodeDetector(process.stdin, process.stdout)
        process.stdin.close()
