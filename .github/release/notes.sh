#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version; a version of which it says nothing is not released.
#
# usage: notes.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?the version}
notes=$(awk -v heading="## [$version]" 'index($0, heading) == 1 { inside = 1; next } /^## / { inside = 0 } inside' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "CHANGELOG.md has no section [$version]: name what changed, with the day, and release then" >&2
  exit 1
fi
printf '%s\n' "$notes"
