# Two commands for a newcomer: `make run` and `make test`. Everything else is for those who change the portal.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run dev test check bench lock messages clean
run: .venv/base
	@$(BIN)/python -m rec_portal.launch run

dev: .venv/dev
	@$(BIN)/python -m rec_portal.launch dev

test: .venv/dev
	@$(BIN)/python -m rec_portal.launch test $(ARGS)

bench: .venv/dev
	@PYTHONPATH=. $(BIN)/python tools/bench.py $(ARGS)

# Code, types, layers, templates, languages, migrations and production settings; the same in CI and before a commit.
check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1/0 SECRET_KEY=none MFA_KEY=none $(BIN)/mypy .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python tools/messages.py --check
	$(BIN)/python -m rec_portal.launch manage makemigrations --check --dry-run
	PYTHONPATH=. $(BIN)/python tools/check_deploy.py

messages: .venv/dev
	$(BIN)/python tools/messages.py

lock: .venv/dev
	for set in base dev; do $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements/$$set.txt requirements/$$set.in; done

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/base: requirements/base.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/dev: requirements/dev.txt .venv/base
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
