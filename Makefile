# 首问: one command for each habit. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= ../shared/data
export SHOUWEN_HOME ?= var
export TOKENIZERS_PARALLELISM := false
export HF_HUB_OFFLINE := 1

.PHONY: help setup setup-dev run test proofs lint types eval bench bench-learned bench-growth bench-peers train-weights format-kb browser clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "需要 Python 3.11 或更新的版本（现在是 $$($(PYTHON) --version 2>&1)）。装好后用 make PYTHON=python3.11 run" >&2; exit 2; }
	@free=$$(df -Pk . | awk 'NR==2 {print $$4}'); [ "$$free" -gt 4000000 ] || { echo "磁盘只剩 $$((free / 1024)) MB，安装需要约 4 GB。清出空间后再运行" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

# torch by pip, which finds the CPU build where one is at hand; the rest by uv, in a tenth of pip's time.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "正在安装依赖（第一次约一分钟）……"
	@$(BIN)/pip install -qq --disable-pip-version-check --no-compile uv "$$($(BIN)/python -c 'import tomllib; print(*(d for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"] if d.startswith("torch")))')"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q -e '.[dev]'
	@touch $@

setup: $(VENV)/.installed ## make .venv and install (nothing is downloaded at run time)

setup-dev: $(VENV)/.installed-dev

run: setup ## set up, answer three seed cases, then serve on 127.0.0.1:$(PORT) (ONCE=1: no serving)
	@$(BIN)/shouwen kb build
	@$(BIN)/shouwen resolve --jurisdiction 浙江省宁波市宁海县 --as-of 2020-08 "我养虾蟹的，在镇上农资店买了改水质的水产投放剂，用完虾蟹死了一大片，店家不认账，这事哪个部门管？"
	@echo; $(BIN)/shouwen resolve --jurisdiction 重庆市奉节县 --as-of 2021-05 "孩子放学必经的桐凤路有三百米没有路灯，晚上一片黑，能不能赶紧装灯修灯？"
	@echo; $(BIN)/shouwen resolve --jurisdiction 山东省济宁市邹城市 --as-of 2024-11 "朋友几个去玩密室逃脱，里面又黑又没有安全出口，内容还很吓人，这类店到底归谁管？"
	@[ -n "$(ONCE)" ] || { echo; $(BIN)/shouwen serve --port $(PORT); }

browser:
	@if command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk) >/dev/null 2>&1 || echo "浏览器没有装上：浏览器测试将跳过" >&2; \
	else echo "没有 chromium 或 fonts-noto-cjk，也不能用 apt 安装：浏览器测试将跳过" >&2; fi

# What failed beside the others is run once more alone: browsers and clusters give up waiting on a machine that stands still for a minute.
define pytest
	@$(BIN)/pytest -q -n auto --dist loadfile -m "$(1)" || { [ $$? = 1 ] || exit 1; echo "有测试没有通过，单独再跑一遍："; $(BIN)/pytest -q --lf --lfnf=none -m "$(1)"; }
endef

test: setup-dev browser ## lint, types, and every test but the proofs
	@$(MAKE) --no-print-directory -j2 -O lint types
	$(call pytest,not proof and not pack)

proofs: setup-dev browser ## the tests at full size: kills, replays of all letters, the law pack, other stores
	$(call pytest,proof or pack)

lint: setup-dev ## ruff, and the rules of the knowledge
	@$(BIN)/ruff check .
	@$(BIN)/shouwen kb format --check
	@$(BIN)/shouwen kb check

types: setup-dev ## strict mypy
	@$(BIN)/mypy

eval: setup ## accuracy on the letters and rulings in $(DATA)
	@$(BIN)/python -m benchmarks.accuracy $(DATA)
	@$(BIN)/python -m benchmarks.judged $(DATA)

train-weights: setup ## train resolver/weights.toml again from the letters and rulings in $(DATA)
	@$(BIN)/python -m benchmarks.weights $(DATA)

bench-learned: setup ## what learning a city's letters gives, in time-ordered stretches
	@$(BIN)/python -m benchmarks.learned $(DATA)

bench-growth: setup ## how an answer's time grows with precedents (1,000 to a million: 10 to 20 minutes, 2 GB)
	@$(BIN)/python -m benchmarks.growth

bench-peers: setup ## ours beside what a user would pick instead; writes benchmarks/REPORT.md
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q -e '.[bench]'
	@$(BIN)/python -m benchmarks.peers $(DATA)

bench: setup ## latency, throughput, start-up, memory
	@$(BIN)/shouwen bench

format-kb: setup ## put the knowledge files into their one form
	@$(BIN)/shouwen kb format

clean: ## remove what was built (not the knowledge)
	@rm -rf var $(VENV) *.egg-info .pytest_cache .mypy_cache .ruff_cache
