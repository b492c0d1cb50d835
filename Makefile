# coopgraph: the commands of the house. `make demo` runs the main job, `make test` passes the tests.
# Both do all set-up: they need Python 3.11 or later, git and make, and nothing else.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO_HOME ?= $(CURDIR)/.coopgraph/demo
DATA ?= ../shared/data
KILLS ?= 100
CASES ?= 20000
TESTERS ?= 2

.PHONY: demo test browser conformance pictures check bench soak fuzz spark lock docs clean env env-dev

demo: $(VENV)/.ready  ## load the shipped facts into a private Neo4j and list candidates with their evidence
	@COOPGRAPH_HOME="$(DEMO_HOME)" $(BIN)/coopgraph demo

test: $(VENV)/.ready-dev  ## the whole test suite; processes share what is dear to make, and keep what Python compiled
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(TESTERS) --dist worksteal

browser: $(VENV)/.ready-dev  ## the pages in a real browser; finds or installs Chromium and a Chinese font first
	@sh .ci/browser >/dev/null
	@$(BIN)/python -m pytest -m browser tests/api/pages

conformance: $(VENV)/.ready-dev  ## published suites and schemas, from CONFORMANCE_DIR=folder, and ontologies, from DATA=folder (docs/conformance.md says what lies there)
	@CONFORMANCE_DIR="$(CONFORMANCE_DIR)" CONFORMANCE_DATA="$(DATA)" $(BIN)/python -m pytest -m conformance tests/conformance

pictures: $(VENV)/.ready-dev  ## take the pictures of the README anew from the shipped facts
	@$(BIN)/python -m tests.api.pages.pictures docs/pictures

check: $(VENV)/.ready-dev  ## style, types, layers, sizes, names, fresh docs
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/architecture

bench: $(VENV)/.ready-dev  ## speed and memory side by side with peers: make bench DATA=folder; finds or installs Chromium first
	@sh .ci/browser >/dev/null || echo "coopgraph: without Chromium the pages are not measured" >&2
	@$(BIN)/python -m bench --data "$(DATA)"

soak: $(VENV)/.ready-dev  ## kill the load a hundred times (KILLS=n; a fifth as often switches, the command, the server) and compare with a clean one; judge 200 worlds in every reading
	@COOPGRAPH_SOAK_KILLS=$(KILLS) $(BIN)/python -m pytest -m soak --timeout=14400 tests/soak tests/policy

fuzz: $(VENV)/.ready-dev  ## at least CASES (20000) requests made from the interface's own description, every check on
	@COOPGRAPH_SOAK_CASES=$(CASES) $(BIN)/python -m pytest -m soak --timeout=14400 tests/soak/test_fuzz.py tests/api/http/test_injection.py tests/api/http/test_injection_everywhere.py

spark: $(VENV)/.ready-spark  ## the same route on DuckDB and on PySpark must find the same canon
	@$(BIN)/python -m pytest -m spark --timeout=1800 tests/spark

docs: $(VENV)/.ready-dev  ## write the generated reference anew
	@$(BIN)/python -m ontology.reference docs/reference
	@$(BIN)/python -m api.question_page docs/questions.md
	@$(BIN)/python -m api.policy_page docs/reference/policy.md
	@$(BIN)/python -m api.description docs/reference/openapi.json

lock: $(VENV)/.ready-dev  ## pin all dependencies anew, with hashes and without addresses
	@sh .ci/lock

env: $(VENV)/.ready
env-dev: $(VENV)/.ready-dev

$(VENV)/bin/python:
	@sh .ci/make-venv "$(PYTHON)" $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "coopgraph: installing pinned packages (a few minutes the first time, none later)" >&2
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@echo "coopgraph: installing the tools for tests and checks" >&2
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.ready-spark: requirements-spark.lock $(VENV)/.ready-dev
	@$(PIP) install --quiet --require-hashes -r requirements-spark.lock
	@touch $@

clean:  ## remove the environment and the demo's data (not the jar cache, not your own COOPGRAPH_HOME)
	@if [ -x $(BIN)/coopgraph ]; then COOPGRAPH_HOME="$(DEMO_HOME)" $(BIN)/coopgraph db stop --quiet || true; fi
	rm -rf $(VENV) .coopgraph
