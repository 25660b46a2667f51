# Battery passport ledger. `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: demo test bench fuzz lint serve nodes setup setup-test setup-brownie setup-analysis slither prove mutation lock clean help

PY := .venv/bin/python
SETUP = python=$$(sh scripts/pick_python.sh) && "$$python" scripts/setup.py
TESTS ?= tests
ALONE = tests/flows/test_killed_anywhere.py
BENCH ?= benchmarks
FUZZ_INPUTS ?= 20000

demo: setup ## run the main job on real data: register, hand over three times, score, verify offline
	@$(PY) scripts/demo.py

test: setup-test ## run all tests; what is not installed is skipped with its reason
	@$(SETUP) brownie || echo "Brownie's environment could not be set up (see above): its tests will say so"
	@# Kills forks of its own process: begins in one that no other test has left threads in.
	@$(PY) -m pytest $(ALONE)
	@$(PY) -m pytest $(TESTS) --ignore=$(ALONE)

bench: setup-test ## print the benchmark tables, peers measured in the same run
	@for claim in $$(ls $(BENCH)/*.py | grep -v __init__); do echo "== $$claim"; $(PY) $$claim || exit 1; done

fuzz: setup-test ## feed every parser hundreds of thousands of spoiled inputs (FUZZ_INPUTS for a parser of weight 1)
	@$(PY) -m tests.fuzz --inputs $(FUZZ_INPUTS) $(FUZZ_FLAGS)

lint: setup ## ruff, mypy --strict, import-linter and the house's own checks
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache
	@for check in scripts/check_*.py; do $(PY) $$check || exit 1; done

serve: setup ## start the API on localhost (PASSPORT_API_PORT, default 8080)
	@$(PY) -m api

nodes: setup ## fetch or build the optional real nodes (Kubo, geth) into a cache
	@$(PY) scripts/fetch_nodes.py $(NODES_FLAGS)

setup: ## create .venv and node_modules from the locks; nothing to do when up to date
	@$(SETUP) main node

setup-test: ## the same, with the test engines
	@$(SETUP) main node-test

setup-brownie: ## create .venv-brownie (Brownie's pins need an environment of their own)
	@$(SETUP) brownie

setup-analysis: ## create .venv-analysis (Slither, halmos)
	@$(SETUP) analysis

slither: setup setup-analysis ## Slither over the contracts; every finding is answered in docs/decisions/0020
	@.venv-analysis/bin/python scripts/slither_contracts.py

prove: setup-test setup-analysis ## halmos: custody, nonces, roles and the stage table, symbolically (long)
	@.venv-analysis/bin/python scripts/prove_contracts.py

mutation: setup-test setup-analysis ## slither-mutate's mutants against the contract tests (hours; before a release)
	@.venv-analysis/bin/python scripts/mutate_contracts.py

lock: setup ## renew deploy/locks from pyproject.toml and deploy/locks/*.in (CONTRIBUTING.md)
	@sh scripts/lock.sh

clean: ## remove environments and build folders; never a passport home
	rm -rf .venv .venv-brownie .venv-analysis node_modules build .cache .mypy_cache .ruff_cache .pytest_cache

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
