#!/usr/bin/env bash
# Writes FOLDER/amicis-VERSION.cdx.json: every crate that the program is built of, as CycloneDX.
#
# usage: sbom.sh FOLDER
#   cargo-cyclonedx is on the path
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

folder=${1:?the folder of the release}
SOURCE_DATE_EPOCH=$(moment)
export SOURCE_DATE_EPOCH
mkdir -p "$folder"
name=amicis-$(version).cdx
cargo-cyclonedx cyclonedx --format json --spec-version 1.5 --override-filename "$name"
# The folder that it was made in is nobody's business.
sed "s|$PWD||g" "$name.json" >"$folder/$name.json"
rm "$name.json"
