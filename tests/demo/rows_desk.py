"""Rows of the clean desk: programs that may not run, and customer data left in files."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import subprocess

from tests.demo.product import NeverHappenedError, until
from tests.demo.row import Row, Seen
from tests.demo.scene import Scene

FORBIDDEN = "keylogger"


def forbidden_program(scene: Scene) -> Seen:
    """Start a program under a forbidden name."""
    program = scene.stage.folder / FORBIDDEN
    if not program.exists():
        shutil.copy("/usr/bin/sleep", program)
    process = subprocess.Popen([str(program), "60"], env=scene.stage.bed.environment)
    try:
        until(lambda: process.poll() is not None, "the program is ended", 10)
    except NeverHappenedError:
        return Seen(False, "it still ran after 10 s")
    finally:
        process.kill()
        process.wait()
    return Seen(True, f"ended by signal {-process.returncode}")


def file_in_downloads(scene: Scene) -> Seen:
    """Save a file with card numbers to Downloads; the observer looks for the notice at the store alone."""
    after = scene.audit.last()
    path = scene.stage.home / "Downloads" / "customers.csv"
    path.write_text(f"name,card\n{scene.customer.name},{scene.customer.card_spaced}\n")
    found = scene.audit.wait_for("desk.file_found", after)
    path.unlink()
    if found is None:
        return Seen(False, "the store heard of no file")
    told = str(found)
    if scene.customer.card_middle in told or path.name in told:
        return Seen(False, "the record holds content or the file's name")
    return Seen(True, f"found, {found['body']['data_classes']}; neither name nor content in the record")


DESK = (
    Row(
        id="desk-program",
        title="Forbidden program ended",
        attack=f"start a program called {FORBIDDEN}",
        expected="ended",
        play=forbidden_program,
        entry="desk.program_ended",
        sabotage="rule:desk",
    ),
    Row(
        id="desk-file",
        title="Card numbers in Downloads found",
        attack="save a CSV file with a card number",
        expected="found, without its content or name in the record",
        play=file_in_downloads,
        entry="desk.file_found",
        sabotage="rule:desk",
    ),
)
