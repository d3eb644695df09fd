# Every command sets up what it needs: apt packages (through sudo when not root), uv and .venv.
PYTHON := .venv/bin/python
COUNT ?= 50

.PHONY: help demo run test check bench torture fuzz lock

help:
	@echo "make demo    play the main job on a private display against real programs"
	@echo "make run     run Deskwarden on this desktop with an embedded audit store"
	@echo "make test    every test"
	@echo "make check   ruff, mypy, import-linter, tsc"
	@echo "make torture COUNT=n  kill keeper and store n times each, then n times whatever runs while an agent works;"
	@echo "                      cut the power n times at every moment in each way, fail every call of the disk,"
	@echo "                      copy, cut, select, drag and paste a card number n times in each of five programs"
	@echo "make fuzz COUNT=n  n policy files that nobody would write (atheris)"
	@echo "make bench   figures, into build/bench.json; ONLY=leaks COUNT=n tries n (200) times to get a number out"

demo:
	@.ci/setup test
	@$(PYTHON) -m tests.demo $(if $(SABOTAGE),--sabotage $(SABOTAGE),)

run:
	@.ci/setup run
	@$(PYTHON) -m workstation trial

test:
	@.ci/setup crm
	@.ci/test

check:
	@.ci/setup test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/mypy --platform win32 --config-file .ci/mypy-win32.ini
	@.venv/bin/lint-imports
	@tsc --project workstation/browser/extension/jsconfig.json

bench:
	@.ci/setup crm
	@$(if $(filter file,$(origin COUNT)),,DESKWARDEN_LEAKS=$(COUNT) )$(PYTHON) -m tests.bench $(if $(ONLY),--only $(ONLY),)

torture:
	@.ci/setup test
	@DESKWARDEN_KILLS=$(COUNT) DESKWARDEN_BACKLOG=$(COUNT)00 $(PYTHON) -m pytest -o faulthandler_timeout=0 -s tests/keeper/test_kills.py
	@DESKWARDEN_STRANGERS=$(COUNT)000 DESKWARDEN_FLIPS=1 DESKWARDEN_BACKLOG=$(COUNT)00 \
		$(PYTHON) -m pytest -o faulthandler_timeout=0 -s tests/keeper/test_service.py tests/keeper/test_backlog.py tests/auditstore/test_verify_ledger.py
	@DESKWARDEN_FAULTS=$(COUNT) DESKWARDEN_POWERCUTS=$(COUNT) $(PYTHON) -m pytest -o faulthandler_timeout=0 -s tests/faults
	@DESKWARDEN_LEAKS=$(COUNT) $(PYTHON) -m pytest -o faulthandler_timeout=0 -s tests/leaks
	@$(PYTHON) -m tests.demo --kills $(COUNT)

fuzz:
	@.ci/setup test
	@$(PYTHON) -m tests.fuzz --count $(COUNT)

lock:
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra store -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --all-extras -o requirements-dev.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --override tests/crm/without.txt \
		tests/crm/requirements.in -o requirements-crm.lock
