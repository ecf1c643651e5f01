PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help demo demo-check test soak check audit bench diagram pictures lock clean
help: ## Say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(STAMP): requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: $(STAMP) ## Try the whole job in a browser: the sandbox and the bot, no Slack account needed
	$(BIN)/python -m sandbox

demo-check: $(STAMP) ## Play the hospital story through the real bot and say whether it ended well
	$(BIN)/python -m sandbox --port 0 --play story

test: $(STAMP) ## Run the tests, each flow on SQLite or PostgreSQL (REQUIRE_ALL=1: on both); the browser tests need Chromium
	$(BIN)/python -m pytest -n auto --dist worksteal $(if $(REQUIRE_ALL),,--by-turns)

soak: $(STAMP) ## Run the long batteries too: hours, both databases, every product of what can go wrong, and properties at random
	$(BIN)/python -m pytest -n auto --dist worksteal -m "soak or hypothesis"

check: $(STAMP) ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(STAMP) ## Licences and known vulnerabilities of the dependencies
	$(BIN)/python -m audit

bench: $(STAMP) ## Measure what the speed and quality claims rest on
	$(BIN)/python -m bench all

diagram: $(STAMP) ## Draw the README's state diagram again from bot/lifecycle.py
	$(BIN)/python -m bot.diagram README.md

pictures: $(STAMP) ## Take the README's pictures again (needs Chromium)
	$(BIN)/python -m tests.browser.pictures docs/screens

lock: $(STAMP) ## Pin the dependencies again, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --extra dev --extra bench -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## Remove the virtual environment and the demo's data
	rm -rf $(VENV) .demo
