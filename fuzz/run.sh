#!/usr/bin/env bash
# Runs one fuzz target for so many seconds on the stable toolchain: the same instrumentation as
# `cargo fuzz run -s none`, without cargo-fuzz and without a nightly. A finding is written to
# fuzz/artifacts/TARGET/ and ends the run with an error; given in place of the seconds, it is run again.
#
# usage: fuzz/run.sh xml|json|text|registry|import|escapes [SECONDS|FINDING] [LIBFUZZER-OPTION…]
set -euo pipefail
target=${1:?usage: fuzz/run.sh TARGET [SECONDS|FINDING] [LIBFUZZER-OPTION…]}
seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
[[ ! -f $seconds ]] || finding=$(realpath "$seconds")
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
cargo build --quiet --release --locked --manifest-path fuzz/Cargo.toml --target "$host" --bin "$target"
program=fuzz/target/$host/release/$target
[[ -z ${finding:-} ]] || exec "$program" -timeout=10 -rss_limit_mb=2048 "$@" "$finding"
[[ -d fuzz/corpus/$target ]] || fuzz/seeds.sh
mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
exec "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
  -artifact_prefix="fuzz/artifacts/$target/" "$@" "fuzz/corpus/$target"
