# One runner for everything, in a virtual environment of its own. `make` alone lists the targets.
#
#   make PYTHON=/path/to/python3.12 VENV=.venv312 test      another Python, beside the first

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/sh
.SHELLFLAGS := -ec

PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# A core that has done its share takes over some of another's: tests of the command line take far longer than the rest.
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.11 python3.12 python3.13 python3.14 python3 python)

# An environment that is active in the user's shell must not leak into ours.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

.PHONY: help demo test notebooks long bench validity wheelhouse lint types docs format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.installed ## install simcall and run the demand hub's February 2024
	$(BIN)/simcall run scenarios/2024-02-backfill.toml

test: $(VENV)/.installed-test ## run the tests, on all cores
	$(PYTEST)

notebooks: $(VENV)/.installed-test ## run every notebook from the top, with quick settings; `make test` leaves out the longest
	$(PYTEST) -m "" tests/notebooks

long: $(VENV)/.installed-test ## run the tests that take longer than CI should
	$(PYTEST) -m long

bench: $(VENV)/.installed-bench ## how long commands take, where the time of a run goes, how fast other programs are, how the cost grows
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.stages
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.trials
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.forces
	$(BIN)/python -m benchmarks.sweeps
	$(BIN)/python -m benchmarks.cluster

validity: $(VENV)/.installed-test ## make every figure of docs/validity.md, and the page; goes on where it stopped
	$(BIN)/python -m docs.builder.validity

wheelhouse: $(VENV)/.installed ## write dist/wheelhouse, from which simcall is installed without internet
	$(BIN)/python -m distribution.wheelhouse

lint: $(VENV)/.installed-lint ## check style, formatting and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: $(VENV)/.installed-types ## check types
	$(BIN)/mypy

docs: $(VENV)/.installed-docs ## build the documentation into site/ and check every link
	$(BIN)/python -m docs.builder

format: $(VENV)/.installed-lint ## format the code and mend what ruff can mend safely
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean: ## remove the environment, caches and builds; results stay
	rm -rf $(VENV) build dist site .coverage .coverage.* htmlcov
	rm -rf .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -path './.*' -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# Stamps: an install runs again only when what it installs has changed. simcall itself is
# installed in place, so a change of its code needs no second install.
$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing simcall into $(VENV) (the first time takes a minute or two)"
	$(PIP_INSTALL) --editable '.[page]'
	@touch $@

$(VENV)/.installed-%: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing simcall and what '$*' needs into $(VENV)"
	$(PIP_INSTALL) --editable '.[$*]'
	@touch $@

$(VENV)/.created:
	@for candidate in $(CANDIDATES); do \
	    if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	        echo "Making $(VENV) with $$("$$candidate" -c 'import sys; print(sys.executable, sys.version.split()[0])')"; \
	        "$$candidate" -m venv --clear $(VENV); \
	        touch $@; \
	        exit 0; \
	    fi; \
	done; \
	echo "simcall needs Python 3.11 or newer, with its venv module; tried:" $(CANDIDATES) >&2; \
	echo "Install one (on Debian and Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; \
	exit 1
