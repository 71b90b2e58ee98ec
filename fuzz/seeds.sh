#!/usr/bin/env bash
# Fills fuzz/corpus/ from samples/ and tests/: every file into the target that it is for.
set -euo pipefail
cd "$(dirname "$0")/.."
put() { mkdir -p "fuzz/corpus/$1" && cp "$2" "fuzz/corpus/$1/$(sha256sum "$2" | cut -c1-16)"; }
while IFS= read -r -d '' file; do
  case $file in
    *.snap | *.png | *.md | *.sh) continue ;;
    *.toml) put registry "$file"; continue ;;
  esac
  case $(head -c 64 "$file" | tr -d '\000\357\273\277[:space:]' | head -c 1) in
    '<') put xml "$file" ;;
    '{' | '[') put json "$file"; put text "$file" ;;
    *) put text "$file" ;;
  esac
done < <(find samples -type f -print0)
while IFS= read -r -d '' file; do
  case $file in
    *.toml) put registry "$file" ;;
    *) put import "$file" ;;
  esac
done < <(find tests/cmd/registry -path '*.in/*' -type f -print0)
put import README.md
put escapes README.md
put escapes samples/workshop/exceptions.toml
find fuzz/corpus -mindepth 1 -maxdepth 1 -type d | sort | while IFS= read -r folder; do
  printf '%s: %s seeds\n' "$folder" "$(find "$folder" -type f | wc -l)"
done
