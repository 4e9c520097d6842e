# Needs Python 3.10 or later, nothing else: every target makes the environment it uses.
#   make demo    install sm-lint as a user would and run it over examples/
#   make test    all tests
#   make check   everything else that CI holds the project to
#   make benchmark         measure the linter beside its peers; takes the better part of an hour
#   make benchmark-guard   compare instruction counts with those that are checked in
PYTHON ?= python3
PYTEST_ARGS ?=

TEST := .venv-test
DEMO := .venv-demo
DEV := .venv-dev
PACKAGE := pyproject.toml README.md LICENSE $(shell find sm_lint rules -type f -not -path '*/__pycache__/*')

.DELETE_ON_ERROR:
.PHONY: help test demo check format format-check lint types generate generate-check docs benchmark benchmark-guard clean

help:
	@sed -n '1,6p' Makefile

test: $(TEST)/.ready
	$(TEST)/bin/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

demo: $(DEMO)/.ready
	@echo '$$ sm-lint examples'
	@$(DEMO)/bin/sm-lint check --no-cache --output-format full examples || test $$? -eq 1
	@$(DEMO)/bin/python examples/verify.py "$(CURDIR)/$(DEMO)/bin/sm-lint"

check: format-check lint types generate-check docs

format: $(DEV)/.ready
	$(DEV)/bin/ruff format
	$(DEV)/bin/ruff check --fix-only --quiet

format-check: $(DEV)/.ready
	$(DEV)/bin/ruff format --check

lint: $(DEV)/.ready
	$(DEV)/bin/ruff check
	$(DEV)/bin/lint-imports --no-logo --no-cache

types: $(DEV)/.ready
	$(DEV)/bin/mypy

generate: $(DEV)/.ready
	$(DEV)/bin/python docs/generate.py

generate-check: $(DEV)/.ready
	$(DEV)/bin/python docs/generate.py --check

docs: $(DEV)/.ready
	NO_MKDOCS_2_WARNING=1 $(DEV)/bin/mkdocs build --strict --quiet --site-dir site

benchmark:
	$(PYTHON) benchmarks/run.py

benchmark-guard: $(DEV)/.ready
	$(DEV)/bin/python benchmarks/guard.py

clean:
	rm -rf $(TEST) $(DEMO) $(DEV) site dist build .mypy_cache .pytest_cache .ruff_cache

$(TEST)/.ready: pyproject.toml
	$(call environment,$(TEST))
	$(TEST)/bin/python -m pip install --quiet -e '.[test]'
	@touch $@

$(DEV)/.ready: pyproject.toml
	$(call environment,$(DEV))
	$(DEV)/bin/python -m pip install --quiet -e '.[dev]'
	@touch $@

$(DEMO)/.ready: $(PACKAGE)
	$(call environment,$(DEMO))
	$(DEMO)/bin/python -m pip install --quiet .
	@touch $@

define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo 'sm-lint needs Python 3.10 or later: make PYTHON=/path/to/python3' >&2; exit 1; }
	@rm -rf $(1)
	@echo 'making $(1)'
	@$(PYTHON) -m venv $(1)
endef
