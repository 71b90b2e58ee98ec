#!/usr/bin/env bash
# Puts the amicis of the action's own version into a folder: the released archive, its digest checked. Where the release
# has no archive for this machine, or the action is used from a checkout, the program is built from the action's sources.
#
# The inputs are the variables ACTION_PATH, ACTION_REPOSITORY (empty for a checkout), SERVER_URL, RUNNER_OS, RUNNER_ARCH,
# ARCHIVE_DIGEST (SHA-256 of the archive; empty: that of the release's SHA256SUMS), INTO.
set -euo pipefail

: "${ACTION_PATH:?where the action is}" "${INTO:?the folder for the program}"
number=$(awk -F '"' '/^version = / { print $2; exit }' "$ACTION_PATH/Cargo.toml")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "::error::$*" >&2
  exit 2
}

build() {
  echo "$1: amicis is built from source"
  cargo install --path "$ACTION_PATH" --locked --root "$INTO"
  exit 0
}

# fetch FILE: into $work; 1 where the release does not have it. Anything else that goes wrong ends the step.
fetch() {
  local code
  code=$(curl --silent --show-error --location --retry 3 --output "$work/$1" --write-out '%{http_code}' "$release/$1") ||
    fail "$release/$1 cannot be fetched"
  case $code in
    200) ;;
    404) return 1 ;;
    *) fail "$release/$1 cannot be fetched: the server answers $code" ;;
  esac
}

digest() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

if [[ -z ${ACTION_REPOSITORY:-} ]]; then build "the action is used from a checkout"; fi
case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) build "there are no archives for ${RUNNER_OS:-an unknown system} on ${RUNNER_ARCH:-an unknown machine}" ;;
esac
name=amicis-$number-$target
archive=$name.tar.gz
if [[ $RUNNER_OS == Windows ]]; then archive=$name.zip; fi
release=${SERVER_URL:?}/$ACTION_REPOSITORY/releases/download/v$number

fetch "$archive" || build "$release has no $archive"
expected=${ARCHIVE_DIGEST:-}
if [[ -z $expected ]]; then
  fetch SHA256SUMS || fail "$release has no SHA256SUMS: what stands there cannot be trusted"
  expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
  [[ -n $expected ]] || fail "$release/SHA256SUMS does not name $archive"
fi
actual=$(digest "$work/$archive")
[[ $(tr '[:upper:]' '[:lower:]' <<<"$expected") == "$actual" ]] || fail "$archive has the digest $actual, and should have $expected: it is not used"

if [[ $archive == *.zip ]]; then
  (cd "$work" && 7z x -y "$archive" >/dev/null)
else
  tar -xzf "$work/$archive" -C "$work"
fi
mkdir -p "$INTO/bin"
mv "$work/$name"/amicis* "$INTO/bin/"
echo "$archive: $actual"
