"""Recovery codes at the store: shown once, each for one use, in place of a code of the authenticator."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials.recovery import recovery_symbols
from workstation.errors import StoreError
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import CodeJudged

PASSWORD = "blue kite over manila"
WRONG = CodeJudged(accepted=False, reason="wrong_code")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[AuditStore]:
    parts = open_store(tmp_path)
    for name in ("Ana", "Ben"):
        parts.agents.add(name, "cards")
    yield parts
    parts.database.close()


def test_a_recovery_code_counts_once_and_the_agent_is_told_how_many_are_left(parts: AuditStore) -> None:
    codes = parts.recoveries.renew("Ana")
    assert len(set(codes)) == 10
    for left, code in zip(range(9, -1, -1), codes, strict=True):
        judged = parts.agents.judge("Ana", code)
        assert (judged.accepted, judged.agent, judged.team, judged.recovery_left) == (True, "Ana", "cards", left)
        assert judged.secret == ""
        assert parts.agents.judge("Ana", code) == WRONG
        parts.agents.confirm("Ana")


def test_a_recovery_code_is_taken_in_small_letters_and_without_dashes(parts: AuditStore) -> None:
    code = parts.recoveries.renew("Ana")[0]
    assert parts.agents.judge("Ana", code.lower().replace("-", "")).accepted


def test_fresh_codes_end_the_earlier_ones(parts: AuditStore) -> None:
    (old, *_), (new, *_) = parts.recoveries.renew("Ana"), parts.recoveries.renew("Ana")
    assert parts.agents.judge("Ana", old) == WRONG
    assert parts.agents.judge("Ana", new).accepted


def test_nobody_gets_in_by_the_code_of_another(parts: AuditStore) -> None:
    code = parts.recoveries.renew("Ana")[0]
    assert [parts.agents.judge(name, code) for name in ("Ben", "nobody")] == [WRONG, WRONG]
    assert parts.agents.judge("Ana", code).accepted


def test_a_wrong_password_does_not_use_a_recovery_code_up(parts: AuditStore) -> None:
    parts.passwords.change("Ana", PASSWORD)
    code = parts.recoveries.renew("Ana")[0]
    assert parts.agents.judge("Ana", code, "seven green umbrellas") == WRONG
    assert parts.agents.judge("Ana", code, PASSWORD).recovery_left == 9


def test_guessed_recovery_codes_are_counted_like_wrong_codes(parts: AuditStore) -> None:
    code = parts.recoveries.renew("Ana")[0]
    for _ in range(5):
        assert parts.agents.judge("Ana", "ABCD-2345-EFGH") == WRONG
    assert parts.agents.judge("Ana", code).reason == "locked_out"


def test_nobody_gets_codes_for_whom_the_store_does_not_know(parts: AuditStore) -> None:
    with pytest.raises(StoreError, match="no agent"):
        parts.recoveries.renew("Carl")


def test_no_code_is_in_the_stores_files(parts: AuditStore, tmp_path: Path) -> None:
    codes = parts.recoveries.renew("Ana")
    parts.database.close()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [code for code in codes if code.encode() in files or recovery_symbols(code).encode() in files]


def test_ten_codes_are_shown_once_and_count_over_the_network(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    command = [*DESKWARDEN, "agent", "recovery", name, "--dir", str(store.folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    codes = [line for line in shown.splitlines() if recovery_symbols(line)]
    assert len(codes) == 10
    assert "they are not shown again" in shown
    verdict = client.verify_code(seat_id, name, codes[0])
    assert (verdict.accepted, verdict.recovery_left) == (True, 9)
    told = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert len(told["codes"]) == 10
    assert not client.verify_code(seat_id, name, codes[1]).accepted
