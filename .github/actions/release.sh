#!/usr/bin/env bash
# What action.yml runs: table, diff and gate into the step summary, a comment, and the bundle.
# The inputs are the variables SCANS (one a line), REGISTRY, BASELINE, BUNDLE, BENCHMARK, AMI_ID, GATE,
# FIRST_RELEASE.
set -euo pipefail

: "${SCANS:?the scans, one a line}"

mapfile -t scans < <(grep -v '^[[:space:]]*$' <<<"$SCANS")
about=(--registry "$REGISTRY")
if [[ -n $BENCHMARK ]]; then about+=(--benchmark "$BENCHMARK"); fi
if [[ -n $AMI_ID ]]; then about+=(--ami-id "$AMI_ID"); fi
# Without a baseline nothing can be worse than before: that is so of a first release alone.
if [[ ${FIRST_RELEASE:-false} == true ]]; then
  if [[ -n $BASELINE && -e $BASELINE ]]; then
    echo "::error::there is a baseline, $BASELINE: take out first-release: true"
    exit 2
  fi
  BASELINE=''
elif [[ -z $BASELINE || ! -e $BASELINE ]]; then
  echo "::error::there is no baseline ${BASELINE:-(none was named)}: get the last release, or say first-release: true"
  exit 2
fi

# Exit code 1 is an answer; anything above is not.
answer() {
  local code=0
  "$@" || code=$?
  ((code <= 1)) || exit "$code"
}

# What the gate says of regressions it says against the baseline; a first release has none.
against=(--no-regression=false)
if [[ -n $BASELINE ]]; then against=(--baseline "$BASELINE"); fi

verdict=0
amicis check "${scans[@]}" "${about[@]}" "${against[@]}" --to github || verdict=$?

comment=$RUNNER_TEMP/amicis-comment.md
{
  answer amicis check "${scans[@]}" "${about[@]}" "${against[@]}" --to md
  if [[ -n $BASELINE ]]; then
    echo
    news=()
    for scan in "${scans[@]}"; do news+=(--new "$scan"); done
    answer amicis diff --old "$BASELINE" "${news[@]}" "${about[@]}" --to md
  fi
} >"$comment"
{
  cat "$comment"
  echo
  amicis exceptions "${scans[@]}" "${about[@]}"
} >>"$GITHUB_STEP_SUMMARY"
# GitHub takes comments of up to 65,536 characters: the report leaves out detail in steps, and says what.
if (($(wc -c <"$comment") > 65000)); then
  earlier=()
  if [[ -n $BASELINE ]]; then earlier=(--baseline "$BASELINE"); fi
  amicis report "${scans[@]}" "${about[@]}" "${earlier[@]}" --to md --fit pr-comment >"$comment"
fi

release=("${scans[@]}" "${about[@]}" -o "$BUNDLE")
if [[ -n $BASELINE ]]; then release+=(--baseline "$BASELINE"); fi
amicis release "${release[@]}"

{
  echo "comment=$comment"
  echo "verdict=$verdict"
} >>"$GITHUB_OUTPUT"
if [[ $GATE == true ]]; then exit "$verdict"; fi
