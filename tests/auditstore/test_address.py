"""The address of a PostgreSQL database: what is taken for one, and that no secret of it is shown."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.auditstore.address import ADDRESS, VARIABLE, address_of, has_password, parse_address, without_password
from workstation.errors import StoreError

SECRET = "correct horse"
HELD = (
    "postgresql://keeper:correct%20horse@db/deskwarden",
    "postgresql://keeper@db/deskwarden?password=correct%20horse",
    "postgresql://keeper@db/deskwarden?sslmode=verify-full&sslpassword=correct%20horse",
)


@pytest.mark.parametrize("text", HELD)
def test_a_password_is_seen_and_not_shown(text: str) -> None:
    url = parse_address(text)
    shown = without_password(url)
    assert has_password(url)
    assert not has_password(parse_address(shown))
    for said in (shown, str(url.set(query={}))):
        assert "correct" not in said
        assert "horse" not in said


@pytest.mark.parametrize(
    "text", ["postgresql://keeper@db:5432/deskwarden", "postgres://db/deskwarden", "postgresql://?service=deskwarden"]
)
def test_an_address_without_a_password_is_shown_as_it_is(text: str) -> None:
    shown = without_password(parse_address(text))
    assert not has_password(parse_address(text))
    assert shown.removeprefix("postgresql") == text.removeprefix("postgresql").removeprefix("postgres")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "store.db",
        "sqlite:///store.db",
        "mysql://keeper:correct@db/x",
        "postgresql+asyncpg://db/x",
        "://",
        "postgresql://keeper:horse@correct@db/x",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(StoreError, match="no address of a PostgreSQL database") as refused:
        parse_address(text)
    assert "correct" not in f"{refused.value} {refused.value.hint}"
    assert refused.value.__cause__ is None


@given(text=st.text(max_size=60))
def test_no_text_is_anything_but_an_address_or_refused(text: str) -> None:
    try:
        url = parse_address(text)
    except StoreError:
        return
    assert not has_password(parse_address(without_password(url)))


def test_the_environment_counts_before_the_file_and_without_either_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert address_of(tmp_path) is None
    (tmp_path / ADDRESS).write_text("postgresql://db/file\n")
    told = address_of(tmp_path)
    assert told is not None
    assert told.database == "file"
    monkeypatch.setenv(VARIABLE, "postgresql://db/environment")
    told = address_of(tmp_path)
    assert told is not None
    assert told.database == "environment"
