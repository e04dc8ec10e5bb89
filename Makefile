# `make run` and `make test` need Python 3.11, git and make; everything else comes by the locks.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SYNC := $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes
TEMPORARY := $(BIN)/python -m barometer.localstack exec --

.PHONY: run test lint drills bench clean lock

run: $(VENV)/run
	@exec $(BIN)/python manage.py up $(ARGS)

test: $(VENV)/dev browser
	@$(TEMPORARY) $(BIN)/pytest $(PYTEST_ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TEMPORARY) $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/deptry .
	$(TEMPORARY) $(BIN)/python manage.py makemigrations --check --dry-run
	$(TEMPORARY) env BAROMETER_LOCAL=0 ALLOWED_HOSTS=barometer.example $(BIN)/python manage.py check --deploy --fail-level WARNING

# The long forms of the fault drills; `make test` runs the short ones.
drills: $(VENV)/dev
	@$(TEMPORARY) env LETTERS=10000 KILLS=100 OUTAGES=25 WIPES=5 STOPPED=10 LETTERS_OUT=5000 \
		RACES=5000 FAULTS=40 LETTERS_TOLD=5000 WEB_KILLS=200 STOPS=10 SAVES=10000 SEQUENCES=2000 NEXT_RACES=1000 \
		ATTACKED=200 TABULATIONS=200 EXPORTS=200 \
		$(BIN)/pytest --numprocesses=0 --capture=no tests/drills tests/surveys/domain/test_disclosure_attacker.py \
		tests/surveys/domain/test_tabulation.py tests/surveys/exports/test_same_bytes.py

bench: $(VENV)/dev
	@$(TEMPORARY) $(BIN)/python -m tests.benchmarks

# After a change of the dependencies in pyproject.toml.
lock: $(VENV)/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.txt

$(BIN)/uv:
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet uv

# The development lock holds the other one, so that `make run` after `make test` changes nothing.
$(VENV)/run: requirements.txt | $(BIN)/uv
	@test -e $(VENV)/dev || $(SYNC) requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt | $(BIN)/uv
	@$(SYNC) requirements-dev.txt
	@touch $@ $(VENV)/run

# The browser tests need Chromium: Debian's, where we may install it. Its shell without a window is the lightest.
SHELL_OF_CHROMIUM := chromium-headless-shell
INSTALL := apt-get install -qq -y $(SHELL_OF_CHROMIUM)
.PHONY: browser
browser:
	@command -v $(SHELL_OF_CHROMIUM) >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		echo "Chromium wordt geinstalleerd." && \
		($(INSTALL) >/dev/null 2>&1 || (apt-get update -qq && $(INSTALL) >/dev/null)); } || \
		command -v chromium >/dev/null || \
		echo "LET OP: Chromium ontbreekt, dus de browsertests worden OVERGESLAGEN. Installeer het pakket $(SHELL_OF_CHROMIUM)."

clean:
	rm -rf $(VENV) .local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
