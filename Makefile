# Two commands for a fresh machine: make demo, make test. Each makes the environment it needs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
export PYTHONUTF8 = 1

.PHONY: demo test lint bench exact fuzz catalogue lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    run the main job on a realistic messy case file"
	@echo "make test    run the whole suite"
	@echo "make lint    ruff, mypy, import contracts"
	@echo "make bench   measure speed side by side (CPU seconds)"
	@echo "make exact   prove at length: the phone engine against phonenumbers, 500 worklists out and back, kills at every point"
	@echo "make fuzz    read 10,000 mutated files, run 100 odd ones and 100 with odd companion tables, and what follows"
	@echo "make catalogue  write rules/README.md again"
	@echo "make lock    resolve the dependencies again into requirements.lock"

# The environment is made from the lock file, by uv if it is there, else by venv and pip. dq is compiled as an installed
# package is: where Python may not write byte code itself, each start would compile it again for a CPU second.
$(BIN)/.ready: requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python "$(PYTHON)" $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps -e .; \
	else \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@$(BIN)/python -m compileall -q dq
	@touch $@

demo: $(BIN)/.ready
	$(BIN)/dq demo

test: $(BIN)/.ready
	$(BIN)/python -W error::EncodingWarning -X warn_default_encoding -m pytest -n auto -m "not bench and not exact"

lint: $(BIN)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BIN)/.ready
	@$(BIN)/python -m compileall -q dq
	$(BIN)/python -m pytest -m bench -s -p no:xdist tests/bench tests/expect

exact: $(BIN)/.ready
	$(BIN)/python -m pytest -m exact -s tests/phones tests/pipeline

fuzz: $(BIN)/.ready
	$(BIN)/python -m tests.read.fuzz
	$(BIN)/python -m tests.runs.odd_trials
	$(BIN)/python -m tests.runs.odd_beside

catalogue: $(BIN)/.ready
	$(BIN)/python -m tests.rules.write_catalogue

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	  --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) dq-out dq-demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
