# Two commands on a bare machine: `make run` and `make test`. See README.md.

PORT ?= 8000
HALF ?= tuning
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The lock names everything; left to resolve, pip meets newer releases that it has no hash for.
INSTALL := $(PIP) install --quiet --no-deps --require-hashes --requirement
SELF := $(PIP) install --quiet --no-deps --no-build-isolation --editable .

, := ,
# Lines and branches that the tests reached, in per cent; the whole table only where it is too few.
covers = $(BIN)/coverage report --fail-under=$(1) --include='$(2)' >.coverage-report || \
	{ cat .coverage-report; exit 1; }

.PHONY: run test check torture quality judged bench lock clean

run: $(VENV)/stamp-run
	@$(BIN)/lobbib start --port $(PORT)

test: check
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --cov --cov-report=
	@$(call covers,90,lobbib/domain/*$(,)lobbib/queries/*$(,)lobbib/services/*)
	@$(call covers,100,lobbib/domain/policy.py$(,)lobbib/domain/coverage.py)

check: $(VENV)/stamp-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

torture: $(VENV)/stamp-test
	LOBBIB_TORTURE=1 $(BIN)/pytest tests/torture tests/test_import_folder.py tests/web

# How well the judged queries are answered. HALF=unseen is for the final report alone.
quality: $(VENV)/stamp-test
	@$(BIN)/python -m tests.search_quality --half $(HALF)

# For example: make bench BENCH="--sizes 2000,20000,200000"
bench: $(VENV)/stamp-test
	@$(BIN)/python -m tests.bench.search $(BENCH)

# How well tags are suggested and closed questions are seen. HALF=unseen is for the final report.
judged: $(VENV)/stamp-test
	@$(BIN)/python -m tests.judged --half $(HALF)

$(VENV)/stamp-run: $(VENV)/stamp-venv requirements.txt pyproject.toml
	@echo "lobbib wordt geïnstalleerd. Dat duurt even, en alleen de eerste keer."
	@$(INSTALL) requirements.txt
	@$(SELF)
	@touch $@

$(VENV)/stamp-test: $(VENV)/stamp-run requirements-test.txt
	@$(INSTALL) requirements-test.txt
	@touch $@

$(VENV)/stamp-venv:
	@sh deploy/make-venv.sh $(VENV)
	@touch $@

# Needs `uv` on the path. The lock names no index and no place on this machine.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --no-annotate --quiet pyproject.toml
lock:
	$(LOCK) --extra postgres --extra install --output-file requirements.txt
	$(LOCK) --extra postgres --extra install --extra test \
		--constraint requirements.txt --output-file requirements-test.txt

clean:
	rm -rf $(VENV)
