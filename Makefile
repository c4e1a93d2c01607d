# `make` lists what there is to make; every target installs what it needs into .venv first, pinned, once.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/.installed
WITH_TESTS := .venv/.installed-with-tests
# Tests start kernels of their own: as many workers as cores, no more.
WORKERS ?= auto

.PHONY: help demo kit messages site test test-slow build lint types pytest fresh bench audit attack constraints
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

# What only tests, checks and the site need takes a fifth of the installation: who looks at the demo does not wait for it.
$(WITH_TESTS): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $(INSTALLED) $@

demo: $(INSTALLED) ## make the kits and grade a made-up class of 40, in demo/, and show what came out
	$(BIN)/autograder demo

kit: $(INSTALLED) ## what students get, in kits/: a zip in English, in French and in both, with notebooks, helpers and README
	for edition in en fr both; do $(BIN)/autograder kit --lang $$edition --output kits/gradient-$$edition.zip || exit 1; done

site: $(WITH_TESTS) ## the course as a website in site/, in English and French; URL=https://github.com/OWNER/KITS/tree/{lang} links to Colab
	$(BIN)/python -m autograder.site --output site $(if $(URL),--url '$(URL)')

build: $(INSTALLED) ## make the notebooks out of source/
	$(BIN)/autograder build

test: lint types fresh pytest ## what has to hold before a commit

test-slow: $(WITH_TESTS) ## what takes long by nature: kills at random moments, stock comparisons, the walk in a browser
	$(BIN)/pytest -m slow --numprocesses $(WORKERS) --dist worksteal

lint: $(WITH_TESTS) ## ruff: style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

messages: $(WITH_TESTS) ## add new messages to the .po files, to be translated there
	$(BIN)/python -m autograder.authoring.catalogues

types: $(WITH_TESTS) ## mypy
	$(BIN)/mypy

fresh: $(WITH_TESTS) ## the releases are what source/ gives
	$(BIN)/autograder build --check

pytest: $(WITH_TESTS) ## the tests alone
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal --durations=40 --durations-min=4

bench: $(WITH_TESTS) ## stock nbgrader and the autograder on the same class
	$(BIN)/python -m benchmarks

audit: $(WITH_TESTS) ## grade the graders: mutants of every solution, the answer bank; writes docs/audit.md
	$(BIN)/autograder audit

attack: $(WITH_TESTS) ## submissions that try to cheat
	$(BIN)/pytest tests/attacks tests/unit/bridge tests/batch/test_costly_texts.py $(patsubst %,tests/engine/test_%.py,bridge crossing names verdict)

constraints: $(INSTALLED) ## write down the versions that are installed now
	# torch's local version (+cpu) names a build that not every index has.
	$(BIN)/python -m pip freeze --exclude-editable | grep -viE '^(nvidia|cuda|triton)|@' | sed 's/+cpu$$//' > constraints.txt
