# Everything a person or CI does here. Each target sets up what it needs; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export PYTHON ?= $(firstword $(shell command -v python3.11 python3) python3)
export TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
export OMP_NUM_THREADS ?= 1
export CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mlops-pdt

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
PYTEST := $(BIN)/pytest
BROWSER := chromium libatomic1
DEPLOY := build/deploy/venv

.PHONY: help setup run test lint format types test-unit test-verification test-browser \
	test-deploy ci browser engine image wheelhouse push task-definition smoke calibration validate benchmark reliability docs lock lock-image clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(RUNTIME): requirements.txt constraints.txt
	scripts/setup.sh $<
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	scripts/setup.sh $<
	@touch $@

setup: $(DEV)  ## Fill .venv with everything, development tools included

run: $(RUNTIME)  ## Serve the page on HOST:PORT (default 127.0.0.1:8050)
	BUILD_ENGINE=1 exec $(BIN)/gunicorn

test: lint types browser  ## Everything but the deployment: lint, types and every test, with the compiled solver where it can be built
	@$(MAKE) --no-print-directory engine || { [ -z "$${CI:-}" ] && echo "No compiled solver: the tests run without it, slowly." >&2; }
	$(PYTEST) $(ARGS)

test-unit: $(DEV)  ## The quick tests: neither verification nor browser
	$(PYTEST) -m "not verification and not browser" $(ARGS)

test-verification: $(DEV)  ## The slow numerical tests against other solvers and published curves
	$(PYTEST) -m verification $(ARGS)

test-browser: browser  ## The page in a real Chromium
	$(PYTEST) -m browser $(ARGS)

test-deploy: $(DEPLOY)/.ready $(RUNTIME)  ## Container, server, workflows and infrastructure, built and run
	$(DEPLOY)/bin/pytest --confcutdir=tests/deploy -m deploy tests/deploy tests/load $(ARGS)

$(DEPLOY)/.ready: tests/deploy/requirements.txt
	$(PYTHON) -m venv $(DEPLOY)
	$(DEPLOY)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

ci:  ## What CI runs
	.ci/run

browser: $(DEV)  ## Install Chromium, where it is missing and this user may
	@{ command -v chromium && $(BIN)/playwright --version; } >/dev/null 2>&1 || scripts/apt.sh $(BROWSER) || [ -z "$${CI:-}" ]

lint: $(DEV)  ## Style, format and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

format: $(DEV)  ## Let ruff rewrite what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(DEV)  ## Check the types
	$(BIN)/mypy

engine: $(RUNTIME)  ## Compile the solver into build/engine, which takes minutes
	@command -v "$${CXX:-g++}" >/dev/null || scripts/apt.sh g++
	$(BIN)/python -m twin.compiled build

image: $(RUNTIME)  ## Build the container image with podman, from cached packages
	IMAGE="$${IMAGE:-localhost/mlops-pdt}" scripts/image.sh

wheelhouse: $(RUNTIME)  ## Download the container's packages, by hash
	@mkdir -p "$(CACHE)"
	scripts/wheelhouse.sh

push:  ## Copy the built image in build/image to REPOSITORY
	scripts/push.sh

task-definition:  ## Fill in infra/task-definition.json from NAME, IMAGE, REGION, … into build/
	@mkdir -p build
	$(PYTHON) scripts/task_definition.py > build/task-definition.json

smoke:  ## Ask the page at URL for a forecast
	$(PYTHON) scripts/smoke.py

calibration: $(RUNTIME)  ## Write docs/calibration.md: how well published trials fix the fitted constants
	$(BIN)/python -m twin calibrate build
	$(BIN)/python -m twin calibrate check $(ARGS)

validate: $(RUNTIME)  ## Print the scorecard against published trials, misses first
	$(BIN)/python -m twin validate $(ARGS)

benchmark: $(DEV)  ## Measure speed, start-up and memory
	$(BIN)/python -m benchmarks $(ARGS)

reliability: $(DEV)  ## Measure the published figures of reliability into docs/, which takes minutes
	$(BIN)/python -m benchmarks reliability $(ARGS)
	$(BIN)/python scripts/docs.py

docs: $(RUNTIME)  ## Write the generated pages of docs/; with ARGS=--check only say which are out of date
	$(BIN)/python scripts/docs.py $(ARGS)

lock: $(DEV)  ## Write constraints.txt from what is installed
	$(BIN)/python scripts/lock.py

lock-image: $(RUNTIME)  ## Write requirements-image.txt, with hashes, from requirements.txt and constraints.txt
	rm -rf build/wheels && mkdir -p build/wheels
	$(BIN)/pip download --quiet --disable-pip-version-check --only-binary=:all: --dest build/wheels -r requirements.txt
	PYTHONPATH=. $(BIN)/python scripts/image_lock.py build/wheels

clean:  ## Remove everything that was made here, .venv included
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
