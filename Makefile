# make help lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SWIFT ?= swift
PREFIX ?= /usr/local
DATA ?= ../shared/data
TEST_FLAGS = -c release -Xswiftc -enable-testing --scratch-path .build/testing

# What a sanitizer runs: the rooms of numbers, times and threads, in a build of its own.
SANITIZED = ALMANAC_ROOMS=Parallelism,TimeSeries,Tensors,NeuralNetworks $(SWIFT) test -c release -Xswiftc -enable-testing -Xswiftc -DSANITIZED \
  --disable-xctest

ALMANAC = .build/release/almanac

.PHONY: help setup build demo notebooks test check format lint layers sanitize bench data-check check-data docs install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the C libraries (Debian's packages)
	@.ci/setup

build: setup ## build the tool: .build/release/almanac
	$(SWIFT) build -c release --product almanac

demo: build ## forecast the sample data
	@.ci/demo .build/release/almanac

notebooks: build ## write the example notebooks from the sample data
	mkdir -p Notebooks-export
	$(ALMANAC) compare Series/retail-daily.csv -n 28 --windows 3 --known price,open --models auto,ets,theta,tsb \
	  --seed 1 -q --notebook Notebooks-export/demand.ipynb > /dev/null
	$(ALMANAC) generate Series/retail-daily.csv --preset fast --seed 1 -q \
	  --notebook Notebooks-export/synthetic.ipynb > /dev/null
	$(ALMANAC) audience Series/retail-events.csv.gz --value quantity,price --as-of 2011-11-09 --audience-size 20 \
	  --contacts 3 --seed 1 -q --notebook Notebooks-export/audience.ipynb > /dev/null

test: setup ## build and run the tests
	$(SWIFT) test $(TEST_FLAGS)

check: setup lint layers test ## build without warnings, format lint, layer check, tests

format: ## format every Swift file in place
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## fail on a file that is not formatted
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

layers: ## fail on an import that points up
	@.ci/layers

sanitize: setup ## run the tests of numbers, times and threads under ThreadSanitizer and AddressSanitizer
	$(SANITIZED) --sanitize=thread --scratch-path .build/thread
	LSAN_OPTIONS=suppressions=$(CURDIR)/.ci/leaks:print_suppressions=0 $(SANITIZED) --sanitize=address --scratch-path .build/address

bench: build ## measure against pinned peers
	@Benchmarks/run

data-check: setup ## the tests that need the large data sets; fails where they are missing
	@test -d $(DATA) || { echo "data-check: no folder $(DATA); set DATA=" >&2; exit 1; }
	cd $(DATA) && sha256sum --check --quiet SHA256SUMS
	ALMANAC_DATA=$(abspath $(DATA)) $(SWIFT) test $(TEST_FLAGS)

check-data: data-check

docs: setup ## build the documentation into Documentation/.site
	@.ci/docs

install: setup ## put one stripped binary into PREFIX/bin
	$(SWIFT) build -c release --product almanac --static-swift-stdlib --scratch-path .build/install
	install -D -m 755 .build/install/release/almanac $(DESTDIR)$(PREFIX)/bin/almanac
	strip $(DESTDIR)$(PREFIX)/bin/almanac

clean: ## remove everything that was built
	rm -rf .build Documentation/.site
