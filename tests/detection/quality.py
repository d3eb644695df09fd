"""How well a scan finds what the texts hold: precision and recall, every miss and every false alarm."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.detection.labelled import CHECKSUMMED, CLASSES, Slice, Span, Text, slice_of

AROUND = 40
Group = Literal["all", "checksummed", "contextual", "evasive", "negative"]


class Found(Protocol):
    """What a scan reports; offsets are code points."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def data_class(self) -> str: ...


Scan = Callable[[str, str], Iterable[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A value that was not found (`missed`), or a finding where there is none of its class (`false alarm`)."""

    what: Literal["missed", "false alarm"]
    data_class: str
    slice: Slice
    kind: str
    template: str
    layout: str
    value: str
    shown: str
    instead: str = ""


@dataclass(slots=True)
class Report:
    """Counts by class and slice, of look-alikes by kind, of disguises and layouts by success; `faults` says each."""

    found: Counter[tuple[str, Slice]] = field(default_factory=Counter)
    missed: Counter[tuple[str, Slice]] = field(default_factory=Counter)
    alarms: Counter[tuple[str, str]] = field(default_factory=Counter)
    decoys: Counter[str] = field(default_factory=Counter)
    disguises: Counter[tuple[str, bool]] = field(default_factory=Counter)
    layouts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def recall(self, classes: Collection[str], slices: Collection[Slice]) -> float | None:
        """Return the share of the values of `classes` in `slices` that was found; None where there were none."""
        found, missed = self._count(self.found, classes, slices), self._count(self.missed, classes, slices)
        return found / (found + missed) if found + missed else None

    def precision(self, classes: Collection[str]) -> float | None:
        """Return the share of the findings of `classes` that are right; None where there were none."""
        found = self._count(self.found, classes, ("checksummed", "contextual", "evasive"))
        alarms = sum(count for (data_class, _), count in self.alarms.items() if data_class in classes)
        return found / (found + alarms) if found + alarms else None

    def values(self, classes: Collection[str], slices: Collection[Slice]) -> int:
        """Return how many values of `classes` there were in `slices`."""
        return self._count(self.found, classes, slices) + self._count(self.missed, classes, slices)

    @staticmethod
    def _count(counts: Counter[tuple[str, Slice]], classes: Collection[str], slices: Collection[Slice]) -> int:
        return sum(count for (name, part), count in counts.items() if name in classes and part in slices)


HONEST: tuple[Slice, ...] = ("checksummed", "contextual")
DISGUISED: tuple[Slice, ...] = ("evasive",)
GROUPS: dict[str, frozenset[str]] = {
    "checksummed": CHECKSUMMED,
    "contextual": frozenset(CLASSES) - CHECKSUMMED,
}


def measured(scan: Scan, texts: Iterable[Text], classes: Collection[str] = CLASSES) -> Report:
    """Scan every text and compare; only findings and values of `classes` count."""
    report = Report()
    for text in texts:
        compare(report, text, [each for each in scan(text.text, text.label) if each.data_class in classes], classes)
    return report


def compare(report: Report, text: Text, findings: Sequence[Found], classes: Collection[str]) -> None:
    """Add what was found in one text to `report`."""
    left = list(findings)
    report.decoys.update(span.kind for span in text.spans if not span.data_class)
    for span in text.spans:
        if span.data_class not in classes:
            continue
        match = next((each for each in left if _agrees(each, span)), None)
        if span.slice == "evasive":
            report.disguises[span.kind, match is not None] += 1
        else:
            report.layouts[f"{text.layout}, {text.language}", match is not None] += 1
        if match is None:
            report.missed[span.data_class, span.slice] += 1
            report.faults.append(_missed(text, span, findings))
        else:
            report.found[span.data_class, span.slice] += 1
            left.remove(match)
    for each in left:
        if _inside_track(text, each, classes):
            continue
        fault = _alarm(text, each)
        report.alarms[each.data_class, fault.kind] += 1
        report.faults.append(fault)


def _inside_track(text: Text, finding: Found, classes: Collection[str]) -> bool:
    """Tell whether it is the card number of a track, for who does not look for tracks."""
    tracks = (span for span in text.spans if span.data_class == "track_data" and "track_data" not in classes)
    return finding.data_class == "card_number" and any(
        span.start <= finding.start and finding.end <= span.end for span in tracks
    )


def _agrees(finding: Found, span: Span) -> bool:
    if finding.data_class != span.data_class:
        return False
    common = min(finding.end, span.end) - max(finding.start, span.start)
    within = span.frame[0] <= finding.start and finding.end <= span.frame[1]
    longest = span.end - span.start if within else max(span.end - span.start, finding.end - finding.start)
    return common * 2 >= longest


def _missed(text: Text, span: Span, findings: Iterable[Found]) -> Fault:
    over = [each.data_class for each in findings if each.start < span.end and span.start < each.end]
    return Fault(
        what="missed",
        data_class=span.data_class,
        slice=span.slice,
        kind=span.kind,
        template=span.template,
        layout=text.layout,
        value=text.text[span.start : span.end],
        shown=_shown(text, span.start, span.end),
        instead=", ".join(over),
    )


def _alarm(text: Text, finding: Found) -> Fault:
    over = next((span for span in text.spans if span.start < finding.end and finding.start < span.end), None)
    return Fault(
        what="false alarm",
        data_class=finding.data_class,
        slice=slice_of(finding.data_class),
        kind=over.kind if over else "plain words",
        template=over.template if over else "",
        layout=text.layout,
        value=text.text[finding.start : finding.end],
        shown=_shown(text, finding.start, finding.end),
        instead=over.data_class if over else "",
    )


def _shown(text: Text, start: int, end: int) -> str:
    return (
        f"{text.text[max(0, start - AROUND) : start]}\u27e6{text.text[start:end]}\u27e7{text.text[end : end + AROUND]}"
    )
