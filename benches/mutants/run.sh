#!/usr/bin/env bash
# How well the tests would notice a fault in the code that decides; src/main.rs says how. The table is printed, then
# the mutants that nobody notices; all lines are in target/mutants/results.tsv.
#
#   benches/mutants/run.sh                            all of the core, an hour or so
#   benches/mutants/run.sh --lib …                    with the unit tests alone, which build sooner
#   benches/mutants/run.sh --file src/gate            some files
#   benches/mutants/run.sh --only survivors.txt       some mutants, by the second field of their lines
set -euo pipefail
unit_alone=
if [[ ${1-} == --lib ]]; then
  unit_alone=1
  shift
fi
cd "$(dirname "$0")/../.."
here=$PWD work=$PWD/target/mutants
mkdir -p "$work"

version=27.1.0
if [[ ! -x $work/cargo-mutants-$version/bin/cargo-mutants ]]; then
  cargo install cargo-mutants --version "$version" --locked --debug --root "$work/cargo-mutants-$version"
fi

# A copy of what is committed and of what is not yet, to be rewritten.
rm -rf "$work/tree"
mkdir "$work/tree"
while IFS= read -r -d '' file; do
  if [[ -e $file ]]; then printf '%s\0' "$file"; fi
done < <(git ls-files -z --cached --others --exclude-standard) |
  tar --null --create --files-from - | tar --extract --directory "$work/tree"

core=()
for part in assess gate diff; do core+=(--file "src/$part/**"); done
# What reads, imports and edits files of the registry is held by samples and fuzz targets.
for part in applies_to attested entry fields fold gate life lint listed overlap pattern policy rule scope_pattern \
  selection state; do
  core+=(--file "src/registry/$part.rs")
done
core+=(--file src/case.rs --file src/model/doubt.rs)
"$work/cargo-mutants-$version/bin/cargo-mutants" mutants --dir "$work/tree" --list --json "${core[@]}" >"$work/list.json"

# In the order in which they run, what notices most first.
tests=()
for test in diff_samples doubts gate naive_registry history mapping_pairing diff two_results release migrate verify \
  redaction report outputs bytes; do
  tests+=(--test "$test")
done
if [[ $unit_alone ]]; then tests=(); fi
cargo build --quiet --locked --manifest-path benches/mutants/Cargo.toml --target-dir "$work/tool"
export CARGO_TARGET_DIR=$work/build
status=0
nice "$work/tool/debug/mutants" "$work/tree" "$work/list.json" "$here/benches/mutants/equivalent.txt" \
  "${tests[@]}" "$@" >"$work/results.tsv" || status=$?
grep -E '^(SURVIVED|unswitched)' "$work/results.tsv" || true
exit "$status"
