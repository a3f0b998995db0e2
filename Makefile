# The commands of the project. `make` alone lists them.

VENV := .venv
STAMPS := $(VENV)/stamps
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
LAB := '.[lab,pandas]' 'jupyter-builder>=1.2,<2'
FRONT := $(shell find labextension/src labextension/style labextension/schema -type f)

# pip and npm install side by side.
MAKEFLAGS += -j2
ORIGINAL_PATH := $(PATH)
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

# Installs this checkout with the extras that are named. The front end is built by npm below, not
# by pip, and linked: what pip would copy were stale after the next build.
define pip_install
	@rm -rf $(VENV)/share/jupyter/labextensions/esap-jupyter
	@SKIP_JUPYTER_BUILDER=1 $(PIP) --editable $(1)
	@$(PY) scripts/link.py
	@touch $@
endef

.PHONY: help install install-test install-dev demo test check test-peers bench screenshots clean distclean

help:
	@echo "make demo         JupyterLab with the ESAP panel on a prepared workspace"
	@echo "                  (DEMO_ARGS=\"--no-browser --port 8899\")"
	@echo "make test         all tests that need nothing but this machine"
	@echo "make install      what the demo needs, into .venv (PYTHON=... names the Python)"
	@echo "make install-test what the tests need besides"
	@echo "make install-dev  what 'make check' needs besides"
	@echo "make check        formatters, linters, types, generated files, house rules"
	@echo "make test-peers   tests against real services, started here (Debian 12, root)"
	@echo "make bench        the figures quoted in the documentation"
	@echo "make screenshots  the pictures in the documentation"
	@echo "make clean        remove what was built (distclean: what was installed too)"

install: $(STAMPS)/built
install-test: install $(STAMPS)/test
install-dev: install-test $(STAMPS)/dev

$(STAMPS)/venv: scripts/find-python.sh
	@if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  python=$$(PATH="$(ORIGINAL_PATH)" PYTHON="$(PYTHON)" sh scripts/find-python.sh) || exit 1; \
	  echo "Making $(VENV) with $$python"; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/lab: pyproject.toml scripts/link.py $(STAMPS)/venv
	@echo "Installing JupyterLab and what esap-jupyter needs (a minute or two the first time)"
	$(call pip_install,$(LAB))

$(STAMPS)/test: $(STAMPS)/lab scripts/kernel6.sh
	@echo "Installing what the tests need"
	@sh scripts/kernel6.sh
	$(call pip_install,'.[test]' build)

$(STAMPS)/dev: $(STAMPS)/test
	@echo "Installing the linters"
	$(call pip_install,'.[dev]')

$(STAMPS)/node: scripts/ensure-node.sh $(STAMPS)/venv
	@sh scripts/ensure-node.sh $(PY)
	@touch $@

$(STAMPS)/npm: package.json package-lock.json .npmrc $(STAMPS)/node
	@echo "Installing what builds the front end"
	@npm ci --silent
	@touch $@

$(STAMPS)/built: $(FRONT) tsconfig.json $(STAMPS)/npm $(STAMPS)/lab
	@echo "Building the front end"
	@npm run --silent build >$(STAMPS)/build.log 2>&1 || { cat $(STAMPS)/build.log; exit 1; }
	@touch $@

demo: install
	@exec $(VENV)/bin/jupyter esap demo --dir .demo $(DEMO_ARGS)

test: install-test
	npm test
	$(PY) -m pytest -m "not peers" --ignore tests/browser --numprocesses 2 --dist loadfile
	$(PY) -m pytest -m "not peers" tests/browser --numprocesses 2 --dist loadfile

check: install-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	npm run --silent check
	$(PY) scripts/schema.py --check
	$(PY) scripts/house.py

test-peers: install-test
	ESAP_PEERS_INSTALL=1 $(PY) -m pytest -m peers tests/peers --numprocesses 2 --dist loadfile

bench: install-test
	$(PY) -m benchmarks.startup
	$(PY) -m benchmarks.status
	$(PY) -m benchmarks.search
	$(PY) -m benchmarks.scroll
	$(PY) -m benchmarks.streaming
	$(PY) -m benchmarks.fanout
	$(PY) -m benchmarks.schema
	$(PY) -m benchmarks.lake
	$(PY) -m benchmarks.stage
	$(PY) -m benchmarks.basket
	$(PY) -m benchmarks.facilities
	$(PY) -m benchmarks.workflows

screenshots: install-test
	$(PY) scripts/screenshots.py

clean:
	rm -rf esap_jupyter/labextension esap_jupyter/widgets/static labextension/lib dist build
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis $(STAMPS)/built
	find esap_jupyter tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) node_modules .demo
