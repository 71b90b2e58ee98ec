#!/usr/bin/env bash
# Makes the archive of one platform: the program, its manual pages and completions, licences.
# Equal sources and an equal program give an equal archive.
#
# usage: archive.sh PROGRAM TARGET FOLDER
#   PROGRAM runs on this machine, and is what FOLDER/amicis-VERSION-TARGET.tar.gz (.zip for Windows) holds
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

program=${1:?the program}
target=${2:?the target, such as x86_64-unknown-linux-musl}
folder=${3:?the folder for the archive}
name=amicis-$(version)-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bash .github/release/files.sh "$program" "$work/$name"
cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$work/$name/"
mkdir -p "$folder"
if [[ $target == *-windows-* ]]; then
  install -m 755 "$program" "$work/$name/amicis.exe"
  run_python .github/release/pack.py "$work" "$name" "$folder/$name.zip" "$(released)"
else
  install -m 755 "$program" "$work/$name/amicis"
  run_python .github/release/pack.py "$work" "$name" "$folder/$name.tar.gz" "$(released)"
fi
