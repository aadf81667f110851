# Two commands for everybody: `make run` and `make test`. Each does its own set-up and is quick the second time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
DEMO_DATA := $(or $(HANDRAISER_DATA),$(CURDIR)/data-demo)
export HANDRAISER_DATA ?= $(CURDIR)/data
export UV_LINK_MODE ?= copy

.DEFAULT_GOAL := help
.PHONY: help run demo test lint types contracts bench docs lock screenshots clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(VENV)/.run node_modules/.run ## Start Handraiser on SQLite: address and first administrator are printed
	@$(BIN)/handraiser serve

demo: $(VENV)/.run node_modules/.run ## Start it on invented data of six months in a folder of its own: sign-in is printed
	@HANDRAISER_DATA="$(DEMO_DATA)" $(BIN)/handraiser demo --yes --serve

test: $(VENV)/.dev node_modules/.dev ## Everything that must hold: lint, types, contracts, tests on both databases, browser
	@tools/machine-for-tests
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/run-tests

lint: $(VENV)/.dev ## Formatting and lint
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(VENV)/.dev ## Types
	@$(BIN)/mypy src

contracts: $(VENV)/.dev ## Which folder may import which
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## Benchmarks on both databases, each with its ratio to a baseline of the same run
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/run-benchmarks

docs: $(VENV)/.dev ## The documentation as a website in site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

lock: ## Choose newer versions of the dependencies and write requirements/
	@tools/lock-requirements

screenshots: $(VENV)/.dev node_modules/.dev ## Make the pictures of docs/images anew
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove everything that the set-up made; the data folder stays
	rm -rf $(VENV) node_modules site build dist .mypy_cache .ruff_cache .hypothesis

# ---- set-up: a stamp a stage, made anew when its list changes -------------------------------------------------

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Handraiser needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Making the environment in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt

$(VENV)/.run: requirements/run.txt pyproject.toml | $(UV)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.run: package-lock.json | $(VENV)/.run
	@BIN="$(CURDIR)/$(BIN)" tools/install-front-end --omit=dev
	@touch $@

node_modules/.dev: package-lock.json | $(VENV)/.run
	@BIN="$(CURDIR)/$(BIN)" tools/install-front-end
	@touch $@ node_modules/.run
