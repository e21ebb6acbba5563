# Every target sets up what it needs in .venv, from the pinned files in requirements/.

.DEFAULT_GOAL := help
.SILENT:
.DELETE_ON_ERROR:

export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Each run asks the network for a newer pyright otherwise.
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1
# Where no bytecode is kept, each of the many commands that the tests start compiles the product anew.
export PYTHONDONTWRITEBYTECODE =

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet

.PHONY: help demo quick test search test-all test-office test-pages soak chaos fuzz bench bench-quick check pyright mypy ruff imports lengths codespell vulture docs pictures lock clean

help:
	echo "make demo    take invented cases from draft to closed, into build/demo/"
	echo "make quick   run the unit tests that are quick, and ruff"
	echo "make test    run the tests; ARGS= is handed to pytest"
	echo "make search  run the property tests with other inputs than the last time"
	echo "make test-all  run the rest of them, a third of the command line on PostgreSQL, long walks at their full length, the rules with the newest"
	echo "               Python, storage with the oldest SQLAlchemy, look at letters in Chromium, and fill in Word forms in LibreOffice"
	echo "make soak    live through a simulated year in which workers, mail server and database are killed (half an hour)"
	echo "make chaos   kill commands and workers 1,000 times, break the database, the mail server, the clock and the disk, and"
	echo "               print what was tried, found and lost (half an hour); ARGS=\"KILLS SEED\" takes other figures"
	echo "make fuzz    show every parser inputs that nobody would write, for ten minutes (ARGS=--help)"
	echo "make bench   measure every goal of speed and size, each in turn with what it is compared with (an hour); bench-quick"
	echo "             takes less than three minutes; ARGS= names groups of rows"
	echo "make check   run the linters and type checkers, and look for misspellings and dead code"
	echo "make docs    write the generated reference pages anew"
	echo "make pictures  make the pictures of letters and of the desk anew, in Chromium, and those of papers"
	echo "make lock    pin the requirements anew; ARGS=--upgrade takes newer versions"
	echo "make clean   remove everything that make has made, .venv too"
	echo "PYTHON=/path/to/python3 names the Python (3.11 or newer) that .venv is made from."

demo: .venv/runtime
	$(BIN)/pathway demo build/demo

test: .venv/dev
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

search: .venv/dev
	$(BIN)/python -m pytest -n 3 --dist loadfile -m hypothesis --hypothesis-profile=search $(ARGS)

quick: .venv/dev ruff
	$(BIN)/python -m pytest -n 3 --dist loadfile -m "not long" tests/unit $(ARGS)

test-all: .venv/dev test-pages test-office
	$(BIN)/python -m pytest -n 3 --dist loadfile --rest --share 3
	$(BIN)/python tests/legs.py

# Not among the others, because they need Chromium.
test-pages: .venv/dev
	.ci/chromium
	$(BIN)/python -m pytest tests/pages $(ARGS)

# They need LibreOffice.
test-office: .venv/dev
	.ci/libreoffice
	$(BIN)/python -m pytest tests/office $(ARGS)

soak: .venv/dev
	$(BIN)/python -m tests.soak $(ARGS)

chaos: .venv/dev
	$(BIN)/python -m tests.chaos $(ARGS)

fuzz: .venv/dev .venv/fuzz
	$(BIN)/python -m tests.fuzzing $(ARGS)

# What they are compared with is installed apart: each has requirements that may not suit the others.
PEERS = dbos spiffworkflow django apscheduler procrastinate

bench: .venv/dev $(PEERS:%=build/bench/%/installed)
	$(BIN)/python -m tests.benchmarks $(ARGS)
	$(BIN)/python -m tests.benchmarks.shares

bench-quick: .venv/dev $(PEERS:%=build/bench/%/installed)
	$(BIN)/python -m tests.benchmarks --quick $(ARGS)

check: .venv/dev
	$(MAKE) --jobs 2 --output-sync --no-print-directory pyright mypy ruff imports lengths codespell vulture

pyright mypy codespell: .venv/dev
	$(BIN)/$@

ruff: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# The product by itself first: what nothing but tests use is dead. Then with them, for helpers that no test uses.
vulture: .venv/dev
	$(BIN)/vulture pathway workflows storage notifications
	$(BIN)/vulture pathway workflows storage notifications tests docs

imports: .venv/dev
	$(BIN)/lint-imports --no-logo

lengths: .venv/dev
	$(BIN)/python -m pytest tests/unit/test_module_lengths.py

docs: .venv/runtime
	$(BIN)/python -m docs.generate

pictures: .venv/dev
	.ci/chromium
	$(BIN)/python -m docs.pictures
	$(BIN)/python -m docs.paper_pictures
	$(BIN)/python -m docs.desk_pictures
	$(BIN)/python -m docs.page_pictures

# The files hold neither the index's address nor any path, so that they install from whatever index pip is set up for.
LOCK = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(ARGS)

lock: .venv/dev
	$(LOCK) pyproject.toml --extra calendar --extra documents --extra web requirements/build.in -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra documents --extra postgres --extra notify --extra sign-on \
		--extra telemetry --extra metrics --extra web requirements/build.in requirements/dev.in \
		-c requirements/runtime.txt -o requirements/dev.txt
	$(LOCK) requirements/fuzz.in -o requirements/fuzz.txt
	for peer in $(PEERS); do $(LOCK) requirements/bench-$$peer.in -o requirements/bench-$$peer.txt || exit 1; done

clean:
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage
	find pathway workflows storage notifications tests -name __pycache__ -prune -exec rm -rf {} +

# Stamps: an installation is made again when what it was made from has changed.

# Linters and their like are not compiled before they are imported.
.venv/dev: requirements/dev.txt .venv/runtime
	$(INSTALL) --no-compile --require-hashes -r requirements/dev.txt
	touch $@

# Atheris is built for few systems and versions of Python; without it the other half is run alone.
.venv/fuzz: requirements/fuzz.txt .venv/dev
	$(INSTALL) --require-hashes -r requirements/fuzz.txt || echo "atheris does not install here and is left out"
	touch $@

build/bench/%/installed: requirements/bench-%.txt | .venv/bin/python
	$(BIN)/python -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --require-hashes -r $<
	touch $@

USABLE = $(shell $(BIN)/python -c 'import sys, pip; print(sys.version_info >= (3, 11) or "")' 2>/dev/null)
.venv/runtime: requirements/runtime.txt pyproject.toml | .venv/bin/python
	$(if $(USABLE),,$(error .venv has no pip or an older Python than 3.11: run "make clean" and try again))
	$(INSTALL) --require-hashes -r requirements/runtime.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

# Debian's python3 comes without ensurepip, and a version manager's python3.13 may be a shim that leads nowhere: so
# every candidate is run and asked. (The last word is true: make drops what a shell printed that ends in "not found".)
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
RECENT = $(shell for python in $(CANDIDATES); do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python; done; true)
ABLE = $(firstword $(shell for python in $(RECENT); do \
	$$python -c 'import ensurepip, venv' 2>/dev/null && echo $$python; done; true))

.venv/bin/python:
	$(if $(RECENT),,$(error Python 3.11 or newer is needed, and none was found as $(CANDIDATES): install one, \
		on Debian with "apt-get install python3 python3-venv", or name yours with "make PYTHON=/path/to/python3"))
	$(if $(ABLE),,$(error $(firstword $(RECENT)) cannot make virtual environments, its modules venv and ensurepip \
		are missing: install them, on Debian with "apt-get install python3-venv"))
	$(ABLE) -m venv --clear .venv
