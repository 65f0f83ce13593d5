# Every target does its own set-up: a virtual environment from the hash-pinned lock, once.
# Needed beforehand: make, and Python 3.11 to 3.13 with its venv module. Nothing is installed outside $(VENV).

VENV ?= .venv
BIN = $(VENV)/bin
CASE ?= examples/cases/lumbar-epidural-repeat
OUT ?= out/$(notdir $(CASE))
# How long make fuzz begins new batches and make explore new rounds, in seconds; SEED runs the batch of one seed again.
SECONDS ?= 60
SEED ?=
# What make explore tries.
TESTS ?= tests
# A worker per core; more than eight gain nothing with this number of tests.
PYTEST_WORKERS ?= -n auto --maxprocesses=8 --dist=worksteal

# Only wheels: nothing that is downloaded runs code while it is installed. Hashes are checked for every file.
INSTALL = $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet install
LOCKED = $(INSTALL) --only-binary=:all: --require-hashes -r
# The package itself, in place, built with the backend that the lock pinned.
ITSELF = $(INSTALL) --no-deps --no-build-isolation --no-index --editable .

CAN_USE = import ensurepip, venv, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.DEFAULT_GOAL := help
.PHONY: help review test fuzz explore lint bench peers docs examples schemas lock clean
.DELETE_ON_ERROR:

help:
	@echo 'make review    review an example case (CASE=folder for another): prints the draft, says where its PDF, JSON and HTML lie'
	@echo 'make test      lint and all tests'
	@echo 'make fuzz      open case files of files bent at random for a minute (SECONDS=300 for five; SEED=123 runs one batch again)'
	@echo 'make explore   property tests with new examples each round, until the time is over (SECONDS=600; TESTS=tests/process for one room)'
	@echo 'make lint      ruff, mypy, room order, module length, names'
	@echo 'make bench     speed, in figures and as ratios against named peers'
	@echo 'make peers     an environment for peers of the benchmarks that need their own (medspaCy, Presidio); without it their column is empty'
	@echo 'make docs      write the generated pages (commands, guidelines, schemas) and run every example in the docs'
	@echo 'make examples  build the example case files from their sources'
	@echo 'make schemas   write the JSON schemas from the models'
	@echo 'make lock      resolve the dependencies again and write both lock files'

review: $(VENV)/.stamp-run
	@$(BIN)/imr review $(CASE) --out $(OUT) --replace

test: lint
	$(BIN)/python -m pytest $(PYTEST_WORKERS)

fuzz: $(VENV)/.stamp-dev
	$(BIN)/python -m tests.casefile.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

explore: $(VENV)/.stamp-dev
	@end=$$(($$(date +%s) + $(SECONDS))); round=0; \
	while [ $$(date +%s) -lt $$end ]; do \
	  round=$$((round + 1)); echo "round $$round"; \
	  $(BIN)/python -m pytest $(PYTEST_WORKERS) -m hypothesis --hypothesis-profile=explore $(TESTS) || exit 1; \
	done

lint: $(VENV)/.stamp-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/repo/test_modules.py

bench: $(VENV)/.stamp-dev
	$(BIN)/python -m benchmarks.run

peers: .venv-peers/.stamp

.venv-peers/.stamp: $(VENV)/.stamp-python requirements-peers.lock
	$(BIN)/python -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check --no-input --quiet install --only-binary=:all: --no-binary=medspacy --require-hashes --no-deps \
		-r requirements-peers.lock
	@touch $@

docs: $(VENV)/.stamp-dev schemas
	$(BIN)/python -m tools.command_pages
	$(BIN)/python -m tools.guideline_pages
	$(BIN)/python -m tools.process_pages
	$(BIN)/python -m tools.readme_sample
	$(BIN)/python -m pytest docs README.md tests/repo

examples: $(VENV)/.stamp-dev
	$(BIN)/python -m examples.build

schemas: $(VENV)/.stamp-dev
	$(BIN)/python -m tools.schemas

lock:
	VENV=build/lock-venv sh tools/lock.sh

clean:
	rm -rf out build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The first Python of the right version that can make a virtual environment. An environment that was moved or copied here,
# or whose Python is gone, does not count: its programs would start those of another folder.
USABLE := $(shell grep -qsF '$(abspath $(BIN))/python' $(BIN)/pip && $(BIN)/python -c '$(CAN_USE)' 2>/dev/null && echo yes)
ifneq ($(USABLE),yes)
.PHONY: $(VENV)/.stamp-python
endif

$(VENV)/.stamp-python:
	@if [ '$(USABLE)' != yes ]; then \
	  for candidate in python3.13 python3.12 python3.11 python3 python; do \
	    if $$candidate -c '$(CAN_USE)' 2>/dev/null; then found=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo 'No Python 3.11, 3.12 or 3.13 with venv was found. Next: install one (Debian, Ubuntu: python3 and python3-venv).' >&2; \
	    exit 1; \
	  fi; \
	  echo "Setting up $(VENV) with $$found (once)"; \
	  $$found -m venv --clear $(VENV); \
	fi
	@touch $@

$(VENV)/.stamp-run: $(VENV)/.stamp-python requirements.lock pyproject.toml
	@echo 'Installing what the program needs (once, about a minute)'
	@$(LOCKED) requirements.lock
	@$(ITSELF)
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run requirements-dev.lock
	@echo 'Installing what tests and checks need (once)'
	@$(LOCKED) requirements-dev.lock
	@touch $@
