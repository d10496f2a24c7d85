# make app   the application at http://localhost:8501 (PORT=… changes it)
# make test  everything the tests need, a browser and PostgreSQL included, then all tests
# make screens  every page, French and English, light and dark, wide and narrow, into docs/screens
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: app test check bench screens clean
app: .venv/run.stamp
	@$(BIN)/python -m geo prepare
	@echo "Dateline: http://localhost:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT) --server.headless true

test: .venv/dev.stamp
	@bash tests/browser/get_browser.sh $(BIN)/python
	@bash tests/get_postgres.sh
	@$(BIN)/python -m geo prepare --gazetteer-only
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: .venv/dev.stamp
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

bench: .venv/dev.stamp
	@bash tests/browser/get_browser.sh $(BIN)/python
	@$(BIN)/python -m geo prepare --gazetteer-only
	@$(BIN)/python -m tests.bench

screens: .venv/dev.stamp
	@bash tests/browser/get_browser.sh $(BIN)/python
	@$(BIN)/python -m geo prepare --gazetteer-only
	@$(BIN)/python -m tests.browser.screens

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Dateline needs Python 3.11 or newer; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv data/built data/dateline.db*
