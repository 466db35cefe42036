# Two commands for a newcomer: `make run` and `make test`. Everything else is for those who change the portal.
PYTHON ?= python3
BIN := .venv/bin
LOOK = @$(PYTHON) rec_portal/embedded/bootstrap.py look
INSTALL = @$(PYTHON) rec_portal/embedded/bootstrap.py install

.PHONY: run dev test slow check bench mutate lock messages clean .venv/run .venv/dev
run:
	$(LOOK) run
	$(INSTALL) base.txt embedded.txt
	@$(BIN)/python -m rec_portal.launch run

dev:
	$(LOOK) dev
	$(INSTALL) dev.txt
	@$(BIN)/python -m rec_portal.launch dev

test: .venv/dev
	@$(BIN)/python -m rec_portal.launch test $(ARGS)

# Servers that are killed, drills, files in bulk through LibreOffice, browser stories in their other languages and modes.
slow: .venv/dev
	@$(BIN)/python -m rec_portal.launch test -m slow $(ARGS)

bench: .venv/dev
	@PYTHONPATH=. $(BIN)/python -m tools.bench $(ARGS)

# Which broken rules the tests do not notice.
mutate: .venv/dev
	@PYTHONPATH=. $(BIN)/python -m tools.mutation $(ARGS)

# Code, types, layers, templates, languages, migrations and production settings; the same in CI and before a commit.
check: .venv/dev
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -c "from importlinter.cli import lint_imports_command as main; main()"
	DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1/0 SECRET_KEY=none MFA_KEY=none $(BIN)/python -m mypy .
	find templates_django -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/python -m djlint --lint --quiet templates
	$(BIN)/python -m djlint --lint --quiet --profile django templates_django
	$(BIN)/python tools/messages.py --check
	$(BIN)/python -m rec_portal.launch manage makemigrations --check --dry-run
	PYTHONPATH=. $(BIN)/python tools/check_deploy.py

messages: .venv/dev
	$(BIN)/python tools/messages.py

lock: .venv/dev
	for set in base embedded dev; do $(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements/$$set.txt requirements/$$set.in; done

.venv/dev:
	$(LOOK)
	$(INSTALL) dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
