# make demo    set everything up and run the main job on examples/
# make test    set everything up and run lint, types, layers and tests
# make bench   print the speed table and write docs/benchmarks.md
# make update  accept what documents and workbooks would say now; read the difference before you commit it

PYTHON ?= python3
VENV ?= .venv
BIN = $(if $(filter Windows_NT,$(OS)),$(VENV)/Scripts,$(VENV)/bin)
READY = $(VENV)/.ready

# Tests start jipan hundreds of times: without bytecode each start reads all of it anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test lint types layers tests bench update lock clean

demo: $(READY)
	$(BIN)/python examples/demo.py

test: lint types layers tests

lint: $(READY)
	$(BIN)/ruff check src tests examples bench
	$(BIN)/ruff format --check src tests examples bench

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

tests: $(READY)
	$(BIN)/pytest -q -n 2 --dist worksteal

bench: $(READY)
	$(BIN)/python bench/run.py

update: $(READY)
	JIPAN_UPDATE=1 $(BIN)/pytest -q tests/docs tests/golden

lock: $(READY)
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile --universal --quiet --no-header --generate-hashes --extra dev --extra password --extra spark pyproject.toml -o requirements.lock

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "jipan needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $(READY)

clean:
	rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
