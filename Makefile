# Everything one does with the forum. `make` lists it.

PYTHON := .venv/bin/python
RUN := @sh scripts/environment.sh
DEV := @sh scripts/environment.sh dev
FLASK := exec $(PYTHON) -m flask --app wsgi

# Further words for pytest, such as ARGS="-k search".
ARGS ?=
# How many tests run at once.
# One process more than there are cores: tests wait for browsers and databases a third of their time.
PARALLEL ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# The size of the benchmark, and a file for its figures.
TOPICS ?= 2000
POSTS ?= 100000
JSON ?=
UV_VERSION := 0.13.9

ifneq ($(HOST),)
run demo: export FORUM_HOST := $(HOST)
endif
ifneq ($(PORT),)
run demo: export FORUM_PORT := $(PORT)
endif

.DEFAULT_GOAL := help
.PHONY: help run demo test lint format bench migrate backup restore requirements vendor

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | \
	while IFS='|' read -r target words; do printf '%-22s %s\n' "$$target" "$$words"; done

run: ## start the forum on http://localhost:8000 (HOST=, PORT=)
	$(RUN) && $(FLASK) serve

demo: ## start an invented forum on its own database (HOST=, PORT=)
	$(RUN) && $(FLASK) demo

test: ## run all tests (ARGS="-k search", PARALLEL=4)
	$(DEV) && exec $(PYTHON) -m pytest -n $(PARALLEL) --dist worksteal $(ARGS)

lint: ## check style, types, layers and templates
	$(DEV)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint templates --lint --quiet

format: ## put the code into form
	$(DEV)
	$(PYTHON) -m ruff check --select I --fix
	$(PYTHON) -m ruff format

bench: ## measure the forum (TOPICS=, POSTS=, JSON=file)
	$(RUN) && exec $(PYTHON) -m bench --topics $(TOPICS) --posts $(POSTS) $(if $(JSON),--json $(JSON))

migrate: ## bring the database to the newest version
	$(RUN) && $(FLASK) database migrate

backup: ## write a backup, also while the forum runs (TO=file)
	$(RUN) && $(FLASK) database backup $(TO)

restore: ## restore a backup while the forum stands still (FROM=file)
	@test -n "$(FROM)" || { echo "Say which backup: make restore FROM=file" >&2; exit 1; }
	$(RUN) && $(FLASK) database restore --yes $(FROM)

requirements: ## pin the packages anew from the .in files (UPGRADE=1 for newer ones)
	$(DEV)
	sh scripts/requirements.sh $(UV_VERSION) $(if $(UPGRADE),--upgrade)

vendor: ## copy the npm packages of package.json into static/vendor (needs Node)
	$(DEV) && exec $(PYTHON) scripts/vendor.py
