#!/usr/bin/env bash
# How well the tests would notice a fault in the core; src/main.rs says how. The lines of the survivors come last
# but the table, and all lines are in target/mutants/results.tsv.
#
#   benches/mutants/run.sh                            all of the core, an hour or so
#   benches/mutants/run.sh --file src/gate            some files
#   benches/mutants/run.sh --only survivors.txt       some mutants, by the second field of their lines
set -euo pipefail
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
git ls-files -z --cached --others --exclude-standard |
  xargs -0 sh -c 'for file; do test -e "$file" && printf "%s\0" "$file"; done' sh |
  tar --null --create --files-from - | tar --extract --directory "$work/tree"

core=()
for part in assess gate diff; do core+=(--file "src/$part/**"); done
# The folders of the registry read, import and write files; fuzz targets and samples hold them.
core+=(--file 'src/registry/*.rs' --file src/case.rs --file src/model/doubt.rs)
"$work/cargo-mutants-$version/bin/cargo-mutants" mutants --dir "$work/tree" --list --json "${core[@]}" \
  >"$work/list.json"

tests=()
for test in gate diff doubts naive_registry history outputs diff_samples bytes two_results migrate mapping_pairing \
  release report verify; do
  tests+=(--test "$test")
done
cargo build --quiet --locked --manifest-path benches/mutants/Cargo.toml --target-dir "$work/tool"
export CARGO_TARGET_DIR=$work/build
status=0
nice "$work/tool/debug/mutants" "$work/tree" "$work/list.json" "$here/benches/mutants/equivalent.txt" \
  "${tests[@]}" "$@" >"$work/results.tsv" || status=$?
grep -E '^(SURVIVED|unswitched)' "$work/results.tsv" || true
exit "$status"
