#!/usr/bin/env bash
# Times amicis, the floor and whichever peers are installed on the same file, in one session, and prints
# a Markdown table of medians. A ratio counts only when both ran in the same session on the same file.
#
# usage: benches/compare.sh RESULTS.xml [RUNS]
#
# Peers are taken from PATH: saf (npm install @mitre/saf, with Node 22), oscap (openscap-scanner),
# oscap-report (pip install openscap-report), trestle (pip install compliance-trestle). What is not
# installed is named and left out. Needs GNU time.
set -euo pipefail
file=$(realpath "${1:?usage: benches/compare.sh RESULTS.xml [RUNS]}")
runs=${2:-5}
cd "$(dirname "$0")/.."
time=/usr/bin/time
[[ -x $time ]] || { echo "needs GNU time at $time" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --profile dist --locked --quiet --bin amicis
cargo build --profile dist --locked --quiet --manifest-path benches/floor/Cargo.toml
amicis=target/dist/amicis
floor=benches/floor/target/dist/floor
printf 'schema = 1\n[[exception]]\nid = "one"\nbenchmark = "Example"\nversion = "1.0.0"\nrules = ["1.1.1"]\nreason = "measured"\n' >"$work/registry.toml"
cat "$file" >/dev/null # into the page cache

# measure NAME COMMAND…: the median seconds and the highest peak of the runs, or why there are none.
measure() {
  local name=$1 code=0 begun
  shift
  : >"$work/times"
  for _ in $(seq "$runs"); do
    begun=$EPOCHREALTIME
    "$time" -q -f %M -o "$work/peak" "$@" >"$work/out" 2>"$work/err" || code=$?
    echo "$begun $EPOCHREALTIME $(tail -n 1 "$work/peak")" >>"$work/times"
  done
  awk '{ printf "%.4f %d\n", $2 - $1, $3 }' "$work/times" | sort -n | awk -v name="$name" -v code="$code" -v base="$work/base" '
    { seconds[NR] = $1; if ($2 > peak) peak = $2 }
    END {
      middle = int((NR + 1) / 2)
      median = NR % 2 ? seconds[middle] : (seconds[middle] + seconds[middle + 1]) / 2
      if ((getline first < base) <= 0) { first = median; print first > base }
      ratio = first > 0 ? sprintf("%.2f", median / first) : "-"
      printf "| %s | %.3f | %.1f | %s | %s |\n", name, median, peak / 1024, ratio, code
    }'
}

# peer NAME PROGRAM COMMAND…
peer() {
  local name=$1 program=$2
  shift 2
  if command -v "$program" >/dev/null; then measure "$name" "$@"; else echo "| $name | not installed | | | |"; fi
}

printf '%s, %s bytes, %s runs each, %s\n\n' "$(basename "$file")" "$(stat -c %s "$file")" "$runs" "$(date -u +%F)"
printf '| program | seconds (median) | peak MiB | times the floor | exit code |\n|---|---|---|---|---|\n'
measure "floor (quick-xml, titles joined)" "$floor" "$file"
measure "amicis show" "$amicis" show "$file"
measure "amicis exceptions" "$amicis" exceptions "$file" -r "$work/registry.toml"
measure "amicis convert" "$amicis" convert "$file" -o "$work/converted.json"
peer "saf convert xccdf_results2hdf" saf env -C "$work" saf convert xccdf_results2hdf -i "$file" -o "$work/hdf.json"
peer "oscap xccdf generate report" oscap oscap xccdf generate report --output "$work/oscap.html" "$file"
peer "openscap-report" oscap-report oscap-report --output "$work/report.html" "$file"
if command -v trestle >/dev/null; then
  mkdir -p "$work/trestle/in"
  cp "$file" "$work/trestle/in/"
  (cd "$work/trestle" && trestle init --local >/dev/null 2>&1)
  printf '[task.xccdf-result-to-oscal-ar]\ninput-dir = in\noutput-dir = out\n' >"$work/trestle/task.ini"
fi
# shellcheck disable=SC2016 # $1 is that of the inner shell
peer "trestle task xccdf-result-to-oscal-ar" trestle \
  sh -c 'cd "$1" && rm -rf out && exec trestle task xccdf-result-to-oscal-ar -c task.ini' sh "$work/trestle"
