"""Rows of the record: what supervisor and auditor have at the end."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.demo.product import DESKWARDEN, NeverHappenedError, until
from tests.demo.row import Row, Seen
from tests.demo.scene import Scene

FEED_WITHIN = 5.0


def supervisor_hears(scene: Scene) -> Seen:
    """Break a rule while a supervisor's terminal follows the feed."""
    out = scene.stage.folder / "supervise.log"
    command = (*DESKWARDEN, "supervise", "--dir", str(scene.product.store), "--token", scene.audit.token)
    with out.open("w") as log:
        following = subprocess.Popen(
            (*command, "--after", str(scene.audit.last())), env=scene.product.environment, stdout=log, stderr=log
        )
    try:
        scene.stage.focus("name")
        scene.stage.pause(2)
        scene.stage.focus("card")
        scene.stage.keys("ctrl+c")
        began = time.monotonic()
        until(lambda: scene.agent in out.read_text(), "the supervisor hears of it", 20)
    except NeverHappenedError as error:
        return Seen(False, str(error))
    finally:
        following.kill()
        following.wait()
    took = time.monotonic() - began
    told = out.read_text()
    if scene.customer.card_middle in told:
        return Seen(False, "the feed holds content")
    return Seen(took <= FEED_WITHIN, f"{told.strip().splitlines()[0].strip()} ({took:.1f} s)")


def record_verifies(scene: Scene) -> Seen:
    """Verify the store's record, then a copy in which an insider changed one byte."""
    copy = scene.stage.folder / f"insider-{time.monotonic_ns()}"
    shutil.copytree(scene.product.store, copy, ignore=shutil.ignore_patterns("*.db*"))
    _copy_database(scene.product.store / "store.db", copy / "store.db")
    whole = _verify(scene, copy)
    if whole.returncode:
        return Seen(False, f"the untouched record does not verify: {whole.stdout.strip()[-200:]}")
    _change_one_byte(copy)
    changed = _verify(scene, copy)
    shutil.rmtree(copy)
    if not changed.returncode:
        return Seen(False, "the changed record verified")
    return Seen(True, f"{whole.stdout.strip().splitlines()[-1]} Changed: {changed.stdout.strip().splitlines()[-2]}")


def nothing_kept(scene: Scene) -> Seen:
    """Search ledger, store and logs for what was on the screen and the clipboard."""
    customer = scene.customer
    wanted = (customer.card, customer.card_spaced, customer.card_middle, customer.ssn, customer.name)
    needles = [text.encode(coding) for text in wanted for coding in ("utf-8", "utf-16-le")]
    looked = 0
    for folder in (scene.product.folder, scene.keeper):
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            looked += 1
            content = path.read_bytes()
            if any(needle in content for needle in needles):
                return Seen(False, f"{path.name} holds content")
    return Seen(looked > 0, f"{looked} files of ledger, store and logs hold none of it")


def _copy_database(running: Path, copy: Path) -> None:
    source, target = sqlite3.connect(running), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()


def _verify(scene: Scene, folder: Path) -> subprocess.CompletedProcess[str]:
    command = (*scene.audit_command, "audit", "verify", "--dir", str(folder))
    return subprocess.run(
        command, env=scene.product.environment, capture_output=True, text=True, timeout=60, check=False
    )


def _change_one_byte(folder: Path) -> None:
    database = sqlite3.connect(folder / "store.db")
    row, header = database.execute(
        "SELECT store_seq, header FROM entries ORDER BY store_seq LIMIT 1 OFFSET 3"
    ).fetchone()
    changed = bytearray(header)
    changed[-1] ^= 1
    database.execute("UPDATE entries SET header = ? WHERE store_seq = ?", (bytes(changed), row))
    database.commit()
    database.close()


END = (
    Row(
        id="supervisor-feed",
        title="Supervisor hears of it",
        attack="copy in the card field while `deskwarden supervise` runs",
        expected="one sentence within 5 s, without content",
        play=supervisor_hears,
        entry="clipboard.copy_blocked",
        sabotage="ships-nothing",
    ),
    Row(
        id="audit-verify",
        title="Changed record found",
        attack="an insider changes one byte of the store's record",
        expected="the record verifies, the changed one does not",
        play=record_verifies,
        entry="seat.signed_in",
        sabotage="audit:blind_audit",
    ),
    Row(
        id="content-canary",
        title="No content in any record",
        attack="search ledger, store and logs for card number, SSN and name",
        expected="not found",
        play=nothing_kept,
        entry="data.shown",
        sabotage="leaky-scanner",
    ),
)
