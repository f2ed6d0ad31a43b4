# Xinmei: every command of a developer and of a first visitor. `make help` lists them.
PORT ?= 8000
DATA ?= ./data
# More options for pytest, e.g. make test ARGS="-x -k enrolment"
ARGS ?=
MINUTES ?= 60
# How many parts of the suite make test runs side by side
LANES ?= 2
VENV := .venv
PYTHON_BIN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test test-unit test-faults soak fuzz-parsers check format client fuzz rights articles servers lock clean

help: ## this list
	@echo "make TARGET, 可用目标 targets:"
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/:/'

run: ## 启动演示 the suite with demo data, all in one process: PORT (8000), DATA (./data)
	@deploy/bootstrap.sh env run
	@exec $(VENV)/bin/xinmei up --demo --port $(PORT) --data $(DATA)

test: ## 全部测试 every test over both profiles, with RabbitMQ, PostgreSQL and a browser; ARGS for pytest
	@deploy/bootstrap.sh env test
	@deploy/bootstrap.sh servers
	@LANES=$(LANES) $(PYTHON_BIN) -m tests.lanes $(ARGS)

test-unit: ## 单元测试 the tests that need no server
	@deploy/bootstrap.sh env test
	$(PYTHON_BIN) -m pytest tests/unit tests/contracts $(ARGS)

test-faults: ## 故障测试 the tests that kill, freeze and cut real servers
	@deploy/bootstrap.sh env test
	@deploy/bootstrap.sh servers
	$(PYTHON_BIN) -m pytest tests/faults $(ARGS)

soak: ## 拷机测试 mixed load under random faults with the books at the end; MINUTES (60), SEED
	@deploy/bootstrap.sh env test
	@deploy/bootstrap.sh servers
	@$(PYTHON_BIN) -W ignore -m tests.faults.soak --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

check: ## 静态检查 ruff, mypy, import-linter, bandit, licences; known holes where the network allows
	@deploy/bootstrap.sh env test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/bandit --quiet --recursive services gateway deploy --configfile pyproject.toml --severity-level medium --confidence-level medium
	$(PYTHON_BIN) -m deploy.security.audit

# A corpus of inputs that reached something new is kept beside each target, and used by the next run.
FUZZ_SECONDS ?= 60
fuzz-parsers: ## 解析器模糊测试 coverage-guided fuzzing of every parser with atheris, FUZZ_SECONDS (60) each; Linux, Python 3.11 to 3.13
	@deploy/bootstrap.sh env test
	@$(PYTHON_BIN) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-fuzz.lock
	@for target in screening upload sheet envelope feed; do \
	  echo "== $$target"; mkdir -p .hypothesis/fuzz/$$target; \
	  $(PYTHON_BIN) -W ignore -m tests.fuzz $$target .hypothesis/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) \
	    -artifact_prefix=.hypothesis/fuzz/$$target/ || exit 1; \
	done

format: ## 整理格式 ruff's formatter and the mends it can make by itself
	@deploy/bootstrap.sh env test
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

client: ## Python 客户端 clients/python anew, from the OpenAPI description
	@deploy/bootstrap.sh env test
	$(PYTHON_BIN) -m deploy.client.python

fuzz: ## 接口模糊测试 schemathesis over the whole API with each role, for five minutes
	@deploy/bootstrap.sh env test
	XINMEI_FUZZ_SECONDS=300 $(PYTHON_BIN) -m pytest tests/e2e/test_api_fuzz.py $(ARGS)

rights: ## 权限对照表 tests/e2e/rights.csv anew, from what a running suite answers each role
	@deploy/bootstrap.sh env test
	$(PYTHON_BIN) -m tests.e2e.rights_matrix
	@git --no-pager diff --stat -- tests/e2e/rights.csv

articles: ## 条款对照表 which tests prove which article of the regulation
	@deploy/bootstrap.sh env test
	@$(PYTHON_BIN) -m tests.articles

servers: ## 测试服务器 RabbitMQ and PostgreSQL for work by hand, until Ctrl-C
	@deploy/bootstrap.sh env test
	@deploy/bootstrap.sh servers
	@exec $(PYTHON_BIN) -m tests.servers

# The runtime lock is taken from the full one, so that both name the same versions.
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
lock: ## 更新锁定文件 the lock files from pyproject.toml; UPGRADE=1 for newer versions
	@deploy/bootstrap.sh env test
	$(COMPILE) $(addprefix --extra ,bench tracing test dev build) --output-file requirements-dev.lock
	$(COMPILE) --extra fuzz --constraint requirements-dev.lock --output-file requirements-fuzz.lock
	$(COMPILE) --extra tracing --extra build --constraint requirements-dev.lock --output-file requirements.lock

clean: ## 清理 the environment and what tools left; never the data folder
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov build dist
	find services gateway deploy tests -name __pycache__ -type d -prune -exec rm -rf {} +
