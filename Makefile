# Everything lives in .venv; a second call installs nothing again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := .ci/requirements.lock
DEMO ?= demo-review
FUZZ_SECONDS ?= 30

.DEFAULT_GOAL := help
.PHONY: help install demo test nightly check fix bench fuzz package lock site update clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

PIP := -m pip --quiet --disable-pip-version-check

$(STAMP): pyproject.toml $(LOCK)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) install --require-hashes --requirement $(LOCK)
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

install: $(STAMP)  ## create .venv and install harvester into it, with the exact versions of .ci/requirements.lock

demo: $(STAMP)  ## run the model review end to end: offline, no keys
	$(BIN)/harvester demo $(DEMO)

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest

nightly: $(STAMP)  ## run the tests with every seed of the long ones
	HARVESTER_NIGHTLY=1 $(BIN)/python -m pytest

check: $(STAMP)  ## check lint, format and types; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy harvester tests migrations

fix: $(STAMP)  ## fix what the linter and formatter can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## quality and speed on this machine, compared with other tools: make bench PART="quality speed"
	$(BIN)/python -m tests.benchmarks $(PART)

fuzz: $(STAMP)  ## fuzz every reader: make fuzz FUZZ_SECONDS=60
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

package: $(STAMP)  ## build wheel and sdist into dist/, install the wheel into an empty environment, run the demo from it
	rm -rf dist .venv-wheel
	$(BIN)/hatchling build
	$(PYTHON) -m venv .venv-wheel
	sed -n 's/ \\$$//; /^[A-Za-z0-9]/p' $(LOCK) > dist/versions.txt
	.venv-wheel/bin/python $(PIP) install --constraint dist/versions.txt dist/*.whl
	cd dist && ../.venv-wheel/bin/harvester --quiet demo demo-review && rm -rf demo-review versions.txt

lock: $(STAMP)  ## write the newest allowed version of every dependency, with hashes, into .ci/requirements.lock
	$(BIN)/python $(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --extra dev --generate-hashes --no-header --output-file $(LOCK) pyproject.toml
	sed -i '1i # The exact versions that make install and continuous integration use; written by make lock.' $(LOCK)

site: $(STAMP)  ## build the pages of docs/ as a site, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file docs/.site/mkdocs.yml

update: $(STAMP)  ## re-run a review's searches: make update REVIEW=queries/anakinra-hlh
	@test -n "$(REVIEW)" || { echo 'Name the review: make update REVIEW=queries/anakinra-hlh' >&2; exit 2; }
	$(BIN)/harvester --review '$(REVIEW)' update

clean:  ## remove what make and the tests wrote
	rm -rf $(VENV) .venv-bench .venv-wheel $(DEMO) site dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
