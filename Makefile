# SPDX-License-Identifier: Apache-2.0
# `make help` lists the targets. Everything that is missing is fetched by the first that needs it.

native := $(CURDIR)/.native
export PKG_CONFIG_PATH := $(native)/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))

# One set of flags for building and testing, so that nothing is compiled twice. Warnings are errors
# in our own targets; SwiftPM suppresses those of other packages.
flags := -c release -Xswiftc -warnings-as-errors -Xswiftc -enable-testing \
	-Xlinker -rpath -Xlinker $(native)/lib/mlx/lib \
	-Xlinker -rpath -Xlinker $(native)/lib/scipy_openblas32/lib
# `swift test` would add a flag of its own to every file and compile all again.
test-flags := $(flags) --disable-testable-imports --disable-xctest

baskets := .build/release/baskets
assets := smollm2-135m-instruct gemma-3-270m all-minilm-l6-v2 foldoc do-not-answer judge-calibration

.PHONY: help setup assets build quickstart test test-browser proofs proofs-sets coverage test-peers \
	test-slurm test-trainers lint bench bench-scale bench-peers clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: ## Debian packages that are missing, and the tensor library; nothing when all is there
	@Scripts/setup

assets: setup ## models and data of the default studies, into the cache
	@Scripts/fetch $(assets)

build: setup ## .build/release/baskets
	swift build $(flags)

quickstart: assets build ## from nothing to a report: Studies/quickstart.yaml
	@$(baskets) run Studies/quickstart.yaml || [ $$? -eq 2 ]
	@echo "The report: $(CURDIR)/runs/quickstart/report/report.html"

# Tests run side by side, so each does its products on one thread. Those of the engine change how the
# whole process computes, and the smoke study takes all of the machine: both run alone.
test: assets build ## fast suite and smoke study, then lint
	python3 -B Tests/Scripts/fetch_test.py
	python3 -B Tests/Scripts/hub_test.py
	OPENBLAS_NUM_THREADS=1 swift test $(test-flags) --skip BasketsEndToEndTests --skip BasketsTensorTests
	OPENBLAS_NUM_THREADS=1 swift test $(test-flags) --filter BasketsTensorTests
	swift test $(test-flags) --filter BasketsEndToEndTests
	@$(MAKE) --no-print-directory lint

test-browser: assets build ## the smoke study's report and viewer in headless Chromium
	$(baskets) run Studies/smoke.yaml
	Scripts/test-browser runs/smoke/report/report.html
	Scripts/test-view $(baskets) runs/smoke

proofs: assets build ## trainer's proofs, simulated coverage of every interval, fifty kills of a paid run
	$(baskets) selftest
	BASKETS_PROOFS=1 BASKETS_COVERAGE=$(CURDIR)/Documentation/Coverage.md OPENBLAS_NUM_THREADS=1 \
		swift test $(test-flags) --filter CoverageProofs
	@$(MAKE) --no-print-directory proofs-sets
	BASKETS_PROOFS=1 swift test $(test-flags) --filter "WorkersProof|ThreadsProof"
	BASKETS_PROOFS=1 swift test $(test-flags) --filter killedAtRandomMoments

proofs-sets: build ## of these, simulated coverage of the intervals of measures of sets, in minutes
	BASKETS_PROOFS=1 BASKETS_COVERAGE=$(CURDIR)/Documentation/Coverage.md OPENBLAS_NUM_THREADS=1 \
		swift test $(test-flags) --filter SetProofs

coverage: assets build ## simulated coverage alone; GRID=large-ranks,bootstraps for parts of it
	BASKETS_PROOFS=1 BASKETS_COVERAGE=$(CURDIR)/Documentation/Coverage.md BASKETS_GRID=$(GRID) \
		OPENBLAS_NUM_THREADS=1 swift test $(test-flags) --filter InferenceCoverageProofs

test-peers: assets build ## a study against llama.cpp's own server
	Scripts/with-llama-server swift test $(test-flags) --filter PeerTests

test-trainers: assets build ## the trainer for many processes against ours, with PyTorch
	Scripts/with-torch swift test $(test-flags) --filter TorchTrainerTests

test-slurm: assets build ## the smoke study through a real Slurm of this machine; as root
	Scripts/test-slurm

lint: ## the toolchain's formatter, strict
	swift format lint --strict --recursive --configuration .swift-format \
		Sources Tests Package.swift

bench: assets build ## speed of ours, and how cost grows
	Scripts/bench
	$(baskets) bench metrics
	BASKETS_BENCH=1 swift test $(test-flags) --filter RemoteBench

answers := 10000000
bench-scale: assets build ## store, merge and statistics with generated rows: `answers=1000000`
	BASKETS_SCALE=$(answers) swift test $(test-flags) --filter ScaleBench

bench-peers: assets build ## ours and the peers' in turn, ratios
	Scripts/bench-peers

clean: ## what was built; the cache stays
	rm -rf .build .native
