#!/usr/bin/env bash
# Lays out what the container image is built from: the static programs of a release, by the machine's name there.
#
# usage: image-folder.sh RELEASE FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

release=${1:?the folder of the release}
folder=${2:?the folder to lay out}
for machine in amd64:x86_64 arm64:aarch64; do
  name=amicis-$(version)-${machine#*:}-unknown-linux-musl
  mkdir -p "$folder/${machine%:*}"
  tar -xzf "$release/$name.tar.gz" -C "$folder/${machine%:*}" --strip-components 1 "$name/amicis"
done
