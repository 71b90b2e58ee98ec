#!/usr/bin/env bash
# Makes the Debian package and the RPM of a program that was built here, with its manual pages and completions.
#
# usage: packages.sh PROFILE FOLDER [TARGET]
#   PROFILE is the Cargo profile (dist, release) that `cargo build` was given, TARGET its --target, if any
#   cargo-deb and cargo-generate-rpm are on the path; with QUICK=1 the packages are large, and made in seconds
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

profile=${1:?the profile}
folder=${2:?the folder for the packages}
target=${3:-}
about=()
if [[ -n $target ]]; then about=(--target "$target"); fi
fast=() light=()
if [[ -n ${QUICK:-} ]]; then fast=(--fast) light=(--payload-compress none); fi
built=${CARGO_TARGET_DIR:-target}
program=$built/${target:+$target/}$profile/amicis

SOURCE_DATE_EPOCH=$(moment)
export SOURCE_DATE_EPOCH
bash .github/release/files.sh "$program" target/package-files
mkdir -p "$folder"
cargo-deb --no-build --no-strip --profile "$profile" "${fast[@]}" "${about[@]}" --output "$folder/"
cargo-generate-rpm --target-dir "$built" --profile "$profile" "${light[@]}" "${about[@]}" --output "$folder/"
