# The two commands: `make demo` and `make test`. Both set up what they need in this tree.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := .make
export PATH := $(CURDIR)/$(BIN):$(PATH)
export YARN_ENABLE_TELEMETRY := 0
# yarn reads its own settings only; hand it npm's registry, whatever this machine has configured.
JLPM := YARN_NPM_REGISTRY_SERVER="$$(npm config get registry 2>/dev/null)" jlpm
# Two files at a time, as most tests wait; in the order of the tree, as the slowest come first in it.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
SOURCES := $(shell find src style schema -type f 2>/dev/null)

.PHONY: demo test test-long checked lint lint-python lint-node unit bench build generate clean

demo: $(DONE)/installed
	exec $(BIN)/jupyter-canvas-share demo

test: checked
	$(PYTEST) -m "not long"

test-long: checked
	$(PYTEST) --hypothesis-profile=long

# One beside the other, each one's output in one piece.
checked: $(DONE)/dev
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) lint unit

lint: lint-python lint-node

lint-python: $(DONE)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-node: $(DONE)/dev
	$(JLPM) lint

unit: $(DONE)/dev
	$(JLPM) test

bench: $(DONE)/dev
	$(BIN)/python -m bench

build: $(DONE)/installed

# The TypeScript types come from openapi.yaml, which comes from the Python types; so do lists and limits.
generate: $(DONE)/dev
	$(BIN)/python -m jupyterlab_canvas_share.routes.openapi > $(DONE)/openapi.yaml
	mv $(DONE)/openapi.yaml openapi.yaml
	$(BIN)/python -m jupyterlab_canvas_share.routes.rules > $(DONE)/rules.ts
	mv $(DONE)/rules.ts src/api/generated/rules.ts
	$(JLPM) generate

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(DONE)/node: package.json yarn.lock .yarnrc.yml | $(VENV)/bin/python
	@command -v node >/dev/null && node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a===20&&b>=19)?0:1)' || \
	  { echo "Node 20.19 or newer is needed: see nodejs.org or your system's packages"; exit 1; }
	@mkdir -p $(DONE)
	$(BIN)/python -m pip install --quiet "jupyter-builder>=1.2,<2"
	$(JLPM) install --immutable
	@touch $@

$(DONE)/built: $(DONE)/node $(SOURCES) tsconfig.json rspack.canvas.mjs
	$(BIN)/python -m pip install --quiet "jupyterlab>=4.5,<5"
	$(JLPM) build
	@touch $@

# Copies the built front end to where JupyterLab looks. No link as `jupyter-builder develop` makes:
# the next pip install would write through it into the tree.
$(DONE)/installed: $(DONE)/built pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[autopilot]"
	@touch $@

$(DONE)/dev: $(DONE)/installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@.ci/browser
	@touch $@

clean:
	rm -rf $(DONE) $(VENV) node_modules lib tsconfig.tsbuildinfo dist \
	  jupyterlab_canvas_share/labextension jupyterlab_canvas_share/canvas_page/static
