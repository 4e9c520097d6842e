# Needs Python 3.10 or later, nothing else: every target makes the environment it uses.
# The text after ## is the line of `make help`.
PYTHON ?= python3
PYTEST_ARGS ?=
FUZZ_INPUTS ?= 20000
FUZZ_SEED ?= 0
FUZZ_AREAS ?=
FUZZ_TARGET ?= whole
FUZZ_SECONDS ?= 60

TEST := .venv-test
DEMO := .venv-demo
DEV := .venv-dev
FUZZ := .venv-fuzz
RELEASE := .venv-release
LOWEST := .venv-lowest
NEWEST := .venv-newest
PACKAGE := pyproject.toml README.md LICENSE $(shell find sm_lint rules -type f -not -path '*/__pycache__/*')

.DELETE_ON_ERROR:
.PHONY: help quick test test-lowest test-newest demo check format format-check lint types generate generate-check docs extension benchmark benchmark-guard \
	fuzz fuzz-coverage requirements dist sbom clean environments

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

# What the whole program is run by, often in processes of its own, and what the markers of pyproject.toml set apart, is left out.
WHOLE := bridges cli evolution exchange first_use fuzz lint/run packaging preflight pytest_container report reports server site survey
quick: $(TEST)/.ready ## unit tests and cases of the rules, in less than a minute: PYTEST_ARGS='-k SMC002'
	$(TEST)/bin/python -m pytest -q -n 2 --dist loadgroup -m 'not slow and not packaging' $(WHOLE:%=--ignore=tests/%) $(PYTEST_ARGS)

# Many tests start the linter in a process of its own: compiled once, it starts in three quarters of the time.
test: $(TEST)/.ready ## all tests; PYTEST_ARGS as for quick
	@$(TEST)/bin/python -m compileall -q sm_lint rules
	$(TEST)/bin/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

# What the dependencies have a say in: the syntax tree, TOML, YAML, version specifiers and the command line.
VERSIONED := syntax/test_walk.py config/test_toml.py config/test_load.py config/test_schema.py contracts/test_decode.py contracts/test_invalid.py jobs/python/test_config.py examples/test_examples.py \
	cli/test_main.py cli/check/test_verb.py cli/check/test_options.py cli/contract/test_verb.py $(addprefix cli/verbs/test_,config.py rule.py)
test-lowest: $(LOWEST)/.ready ## the oldest Python that is here, with the lowest versions that pyproject.toml allows
	PYTHONPATH=$(CURDIR):$(CURDIR)/rules $(LOWEST)/bin/python -m pytest -q -n 2 --dist loadgroup $(VERSIONED:%=tests/%) $(PYTEST_ARGS)

test-newest: $(NEWEST)/.ready ## the same tests with the newest Python that is here
	PYTHONPATH=$(CURDIR):$(CURDIR)/rules $(NEWEST)/bin/python -m pytest -q -n 2 --dist loadgroup $(VERSIONED:%=tests/%) $(PYTEST_ARGS)

demo: $(DEMO)/.ready ## install sm-lint as a user would and run it over examples/
	@echo '$$ sm-lint examples'
	@$(DEMO)/bin/sm-lint check --no-cache --output-format full examples || test $$? -eq 1
	@$(DEMO)/bin/python examples/verify.py "$(CURDIR)/$(DEMO)/bin/sm-lint"

check: format-check lint types generate-check docs ## everything else that CI holds the project to

format: $(DEV)/.ready ## format, and apply the safe fixes of ruff
	$(DEV)/bin/ruff format
	$(DEV)/bin/ruff check --fix-only --quiet

format-check: $(DEV)/.ready ## is everything formatted?
	$(DEV)/bin/ruff format --check

lint: $(DEV)/.ready ## ruff, and the layers of imports
	$(DEV)/bin/ruff check
	$(DEV)/bin/lint-imports --no-logo --no-cache

types: $(DEV)/.ready ## mypy
	$(DEV)/bin/mypy

generate: $(DEV)/.ready ## write everything that is made from the code: rule pages, options, schema, pictures
	$(DEV)/bin/python docs/generate.py

generate-check: $(DEV)/.ready ## is everything generated up to date?
	$(DEV)/bin/python docs/generate.py --check

docs: $(DEV)/.ready ## build the documentation into site/, and test what was built
	NO_MKDOCS_2_WARNING=1 $(DEV)/bin/mkdocs build --strict --quiet --site-dir site
	SM_LINT_SITE=site $(DEV)/bin/python -m pytest -q -p no:xdist tests/site

extension: ## compile, test and pack the extension of Visual Studio Code; needs Node.js 20
	cd editors/vscode && npm ci --no-audit --no-fund --loglevel=error && npm run compile && npm test && npm run package

benchmark: ## measure the linter beside its peers; takes the better part of an hour
	$(PYTHON) benchmarks/run.py

benchmark-guard: $(DEV)/.ready ## compare instruction counts with those that are checked in
	$(DEV)/bin/python benchmarks/guard.py

fuzz: $(FUZZ)/.ready ## fuzz the linter: FUZZ_INPUTS=200000 FUZZ_SEED=7 FUZZ_AREAS=trees,texts
	$(FUZZ)/bin/python -m tests.fuzz --inputs $(FUZZ_INPUTS) --seed $(FUZZ_SEED) --areas '$(FUZZ_AREAS)'

fuzz-coverage: $(FUZZ)/.ready ## the same guided by coverage: FUZZ_TARGET=notebooks FUZZ_SECONDS=60
	mkdir -p .fuzz-failures/coverage
	$(FUZZ)/bin/python -m tests.fuzz.coverage_guided $(FUZZ_TARGET) \
		-max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=2048 -artifact_prefix=.fuzz-failures/coverage/

# Universal: one file for every system and every Python from 3.10 on. What is pinned stays, unless REQUIREMENTS=--upgrade.
REQUIREMENTS ?=
requirements: $(RELEASE)/.ready ## write the hashed requirements anew; REQUIREMENTS=--upgrade for newer versions
	$(call compile,pyproject.toml,action)
	$(call compile,requirements/build.in,build)
	$(call compile,requirements/release.in,release)
	$(call compile,--extra test --extra dev pyproject.toml,ci)
	$(call compile,--extra test --constraint requirements/ci.txt pyproject.toml,test)
	$(call compile,--extra test-aws --constraint requirements/ci.txt pyproject.toml,test-aws)
	$(call compile,--resolution lowest-direct --upgrade pyproject.toml requirements/lowest.in,lowest)

dist: $(RELEASE)/.ready ## build the wheel and the source distribution
	rm -rf dist
	$(RELEASE)/bin/python -m build --no-isolation --outdir dist

sbom: $(RELEASE)/.ready ## list what a release needs, as CycloneDX
	@mkdir -p build dist
	sed "s/^dynamic = .*/version = \"$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' sm_lint/version.py)\"/" pyproject.toml > build/pyproject.toml
	$(RELEASE)/bin/cyclonedx-py requirements --pyproject build/pyproject.toml --output-reproducible \
		--of JSON --output-file dist/sm-lint.cdx.json requirements/action.txt

environments: $(LOWEST)/.ready $(NEWEST)/.ready $(DEV)/.ready $(DEMO)/.ready ## make the environments of what CI does after the tests

clean: ## remove the environments and whatever was built
	rm -rf $(TEST) $(DEMO) $(DEV) $(FUZZ) $(RELEASE) $(LOWEST) $(NEWEST) .fuzz-failures site dist build .mypy_cache .pytest_cache .ruff_cache

# Whatever is installed is pinned with its hashes, first; then the project itself, with the backend that is pinned, too.
# pip checks no hash of a folder, so one step cannot do both.
$(TEST)/.ready: pyproject.toml requirements/test.txt requirements/test-aws.txt
	$(call environment,$(TEST))
	$(call install,$(TEST),test.txt -r requirements/test-aws,-e .)
	@touch $@

# The package is found by the settings of pytest; there is nothing to build.
$(LOWEST)/.ready: requirements/lowest.txt
	$(call environment,$(LOWEST),$(shell .ci/python oldest))
	$(LOWEST)/bin/python -m pip install --quiet --require-hashes -r requirements/lowest.txt
	@touch $@

$(NEWEST)/.ready: requirements/test.txt
	$(call environment,$(NEWEST),$(shell .ci/python newest))
	$(NEWEST)/bin/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

$(DEV)/.ready: pyproject.toml requirements/ci.txt
	$(call environment,$(DEV))
	$(call install,$(DEV),ci,-e .)
	@touch $@

$(DEMO)/.ready: $(PACKAGE) requirements/action.txt requirements/build.txt
	$(call environment,$(DEMO))
	$(call install,$(DEMO),action.txt -r requirements/build,.)
	@touch $@

# What only fuzzing needs is not pinned: it has no wheels for some systems.
$(FUZZ)/.ready: pyproject.toml requirements/test.txt
	$(call environment,$(FUZZ))
	$(call install,$(FUZZ),test,-e .)
	$(FUZZ)/bin/python -m pip install --quiet --no-build-isolation -e '.[fuzz]'
	@touch $@

$(RELEASE)/.ready: requirements/release.txt
	$(call environment,$(RELEASE))
	$(RELEASE)/bin/python -m pip install --quiet --require-hashes -r requirements/release.txt
	@touch $@

define install
	$(1)/bin/python -m pip install --quiet --require-hashes -r requirements/$(2).txt
	$(1)/bin/python -m pip install --quiet --no-deps --no-build-isolation $(3)
endef

# Neither the address of an index nor a path of this machine may get into the files.
define compile
	$(RELEASE)/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make requirements' $(REQUIREMENTS) --output-file requirements/$(2).txt $(1)
endef

define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo 'sm-lint needs Python 3.10 or later: make PYTHON=/path/to/python3' >&2; exit 1; }
	@rm -rf $(1)
	@echo 'making $(1)'
	@$(or $(2),$(PYTHON)) -m venv $(1)
endef
