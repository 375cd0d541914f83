# The commands of the project; `make` alone lists them. Everything they make lies in .venv/ and var/.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
BENCH ?= harvest oai_provider search relevance licences

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench
.NOTPARALLEL:

help:
	@echo 'make setup   install everything into .venv'
	@echo 'make run     start the site with a sample partner, and print its address (PORT=8000)'
	@echo 'make test    run the whole suite (STRICT=1: a missing program fails; DATABASE=sqlite|postgresql; ARGS=...)'
	@echo 'make check   ruff, mypy, import-linter, migrations, translations'
	@echo 'make bench   measure, against peers where there are any (BENCH="$(BENCH)")'

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Commonloom needs Python 3.11 or newer; name one with PYTHON=...")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@echo 'Installing into .venv ...'
	@mkdir -p .venv/tmp
	@TMPDIR="$(CURDIR)/.venv/tmp" $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir \
		--constraint constraints.txt --editable '.[dev]'
	@touch $@

run: setup
	@exec $(BIN)/python manage.py run

test: setup
	@exec $(BIN)/python -m tests.run $(if $(filter-out 0,$(STRICT)),--strict) $(if $(DATABASE),--database $(DATABASE)) $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_translations

bench: setup
	@set -e; for name in $(BENCH); do echo "== bench/$$name.py"; $(BIN)/python bench/$$name.py; done
