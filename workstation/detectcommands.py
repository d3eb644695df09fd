"""The commands that look for customer data in texts, and that write texts without it."""

# SPDX-License-Identifier: Apache-2.0

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Annotated, BinaryIO

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from workstation.detect.finding import Finding, Scan
from workstation.detect.labels import label_class
from workstation.detect.longtext import scan_pieces
from workstation.detect.masked import masked, masked_value
from workstation.detect.scanner import Scanner
from workstation.errors import DeskwardenError
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.looking import scan_of
from workstation.textfile import STDIN, TextFile, new_file, read_text, redacted_name

_PATIENCE_SECONDS = 1.0
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa1-\uffff]")

Files = Annotated[list[str] | None, typer.Argument(help='Files to read; "-" is the standard input.')]
Context = Annotated[str, typer.Option("--context", help="A word that says what the values are, such as a caption.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="Look for the classes of this policy only.")]


class _Asked(msgspec.Struct, frozen=True):
    """One line of JSON: a text, and the label that stands beside it."""

    text: str
    label: str = ""


class _Found(msgspec.Struct, frozen=True):
    """One finding as JSON has it; start and end count code points of the text."""

    data_class: str = msgspec.field(name="class")
    start: int
    end: int
    score: float
    masked: str


class _Answer(msgspec.Struct, frozen=True):
    findings: list[_Found]


class _Refusal(msgspec.Struct, frozen=True):
    error: str


def detect(
    files: Files = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help='Read lines of JSON ({"text": …, "label": …}); answer each with a line.')
    ] = False,
    context: Context = "",
    policy: PolicyFile = None,
) -> None:
    """Say which customer data stands in texts: class, place, how sure it is, and what a mask leaves of it."""
    scan = _scanner(policy)
    if as_json:
        for name in files or [STDIN]:
            with _opened(name) as lines:
                _answer(lines, scan, _label(context), sys.stdout.buffer)
        return
    _each(files or [STDIN], lambda name: _show(read_text(name), scan, _label(context)))


def redact(
    files: Files = None,
    *,
    output: Annotated[
        Path | None, typer.Option(help="Where to write; NAME.redacted.EXT beside the file without.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
    context: Context = "",
    policy: PolicyFile = None,
) -> None:
    """Write texts with the customer data in them masked. The files themselves stay as they are."""
    names = files or [STDIN]
    if output and len(names) > 1:
        raise DeskwardenError("one output cannot hold several files", hint="Leave --output out, or name one file.")
    scan = _scanner(policy)

    def write(name: str) -> None:
        source = read_text(name)
        clean = masked(source.text, _findings(source, scan, _label(context)))
        if name == STDIN and not output:
            sys.stdout.buffer.write(source.encode(clean))
        else:
            new_file(output or redacted_name(Path(name)), source.encode(clean), may_replace=force)

    _each(names, write)


def _scanner(policy: Path | None) -> Scan:
    """Return what looks for the policy's classes, for all without one."""
    if policy is None:
        return Scanner()
    try:
        written = policy.read_bytes()
    except OSError as error:
        raise DeskwardenError(f"{policy}: {error.strerror}", hint="Name a policy file that can be read.") from error
    return scan_of(parse_policy(written, str(policy), shipped_pack))


def _label(context: str) -> str:
    """Return `context` as a label that promises a class, where it can."""
    return context if not context or label_class(context) else f"{context} number"


def _each(names: list[str], do: Callable[[str], None]) -> None:
    """Do it with every file; trouble with one is said, and the next is done. It ends with exit code 1 then."""
    failed = False
    for name in names:
        try:
            do(name)
        except DeskwardenError as error:
            failed = True
            typer.echo(f"deskwarden: {error}. {error.hint}".rstrip(), err=True)
    if failed:
        raise typer.Exit(1)


def _opened(name: str) -> BinaryIO:
    if name == STDIN:
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise DeskwardenError(f"{name}: {error.strerror}", hint="Name a file that can be read.") from error


def _answer(lines: BinaryIO, scan: Scan, label: str, out: BinaryIO) -> None:
    """Answer every line with one line at once: its findings, or what is wrong with it."""
    encoder = msgspec.json.Encoder()
    decoder = msgspec.json.Decoder(_Asked)
    for line in lines:
        try:
            asked = decoder.decode(line)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
            out.write(encoder.encode(_Refusal(error=str(error))) + b"\n")
        else:
            findings = [_found(asked.text, finding) for finding in scan(asked.text, asked.label or label)]
            out.write(encoder.encode(_Answer(findings=findings)) + b"\n")
        out.flush()


def _found(text: str, finding: Finding) -> _Found:
    return _Found(
        data_class=finding.data_class,
        start=finding.start,
        end=finding.end,
        score=finding.score,
        masked=masked_value(text, finding),
    )


def _show(source: TextFile, scan: Scan, label: str) -> None:
    """Print a table of what stands in one file; values are masked in it."""
    table = Table("line", "class", "sure", "value", title=Text(source.name), title_justify="left")
    line, at = 1, 0
    for finding in _findings(source, scan, label):
        line += source.text.count("\n", at, finding.start)
        at = finding.start
        value = _UNPRINTABLE.sub(" ", masked_value(source.text, finding))
        table.add_row(str(line), finding.data_class, f"{finding.score:.0%}", Text(value))
    if table.row_count:
        Console().print(table)
    else:
        typer.echo(f"{source.name}: nothing found")


def _findings(source: TextFile, scan: Scan, label: str) -> Iterator[Finding]:
    """Yield the findings of one file; after a second, a bar on the terminal says how far it is."""
    began = monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(source.name, total=len(source.text), visible=False)
        for piece in scan_pieces(scan, source.text, label):
            yield from piece.findings
            progress.update(task, completed=piece.end, visible=monotonic() - began > _PATIENCE_SECONDS)
