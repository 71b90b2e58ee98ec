#!/usr/bin/env bash
# What the scripts of a release have in common; sourced by them, from the project's root.

# version: the program's version, as Cargo.toml has it.
version() { awk -F '"' '/^version = / { print $2; exit }' Cargo.toml; }

# released: the day of the last commit, which pages and archives bear, so that equal sources give equal bytes.
# Sources without a history bear the first day that an archive can have.
released() { git log -1 --format=%cs 2>/dev/null || echo 1980-01-01; }

# moment: the time of the last commit, in seconds since 1970, for programs that ask SOURCE_DATE_EPOCH.
moment() { git log -1 --format=%ct 2>/dev/null || echo 315532800; }

# run_python ARGUMENT…: Python 3 by the name that it has here; Windows knows it as python.
run_python() {
  if command -v python3 >/dev/null; then python3 "$@"; else python "$@"; fi
}
