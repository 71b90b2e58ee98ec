#!/usr/bin/env bash
# Writes what is installed beside the program: manual pages and completions.
#
# usage: files.sh PROGRAM FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

program=${1:?the program}
folder=${2:?the folder}
rm -rf "$folder"
mkdir -p "$folder/man" "$folder/completions"
"$program" man "$folder/man" --date "$(released)"
"$program" completions bash >"$folder/completions/amicis.bash"
"$program" completions zsh >"$folder/completions/_amicis"
"$program" completions fish >"$folder/completions/amicis.fish"
