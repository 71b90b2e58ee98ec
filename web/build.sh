#!/usr/bin/env bash
# Builds the page: web/dist/index.html, one file that fetches nothing.
#
#   web/build.sh           # what people load: small; takes minutes
#   web/build.sh quick     # what the tests load: soon built, large
#
# What people load is built with a standard library made small, from its sources (`rustup component add rust-src`);
# for the tests rustup's own will do (`rustup target add wasm32-unknown-unknown`). Where rustup can fetch neither,
# Debian's rustc-web and rust-web-src are used, with the linker that comes with any Rust of rustup's.
set -euo pipefail
cd "$(dirname "$0")"

profile=${1:-release}
[[ $profile == release || $profile == quick ]] || { echo "usage: web/build.sh [quick]" >&2; exit 2; }
target=wasm32-unknown-unknown
folder=${CARGO_TARGET_DIR:-target}
sysroot=$(rustc --print sysroot)
build=(cargo build --locked --lib --profile "$profile" --target "$target" --target-dir "$folder")
# What depends on nightly's options of cargo and rustc is the size, never what the library does: a panic is a trap either way.
from_source=("-Zbuild-std=std,panic_abort")
if [[ $profile == release ]]; then
  from_source+=(-Zbuild-std-features=optimize_for_size)
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"
fi

# A linker of rustup's, whichever toolchain has it.
linker() {
  local file
  for file in "$sysroot"/lib/rustlib/*/bin/rust-lld "$HOME"/.rustup/toolchains/*/lib/rustlib/*/bin/rust-lld; do
    if [[ -x $file ]]; then
      printf '%s\n' "$file"
      return
    fi
  done
  return 1
}

if [[ $profile == quick && -d $sysroot/lib/rustlib/$target ]]; then
  "${build[@]}"
elif [[ -d $sysroot/lib/rustlib/src/rust/library ]]; then
  RUSTC_BOOTSTRAP=1 "${build[@]}" "${from_source[@]}"
elif [[ -d /usr/lib/rustlib/src/rust/library ]] && lld=$(linker); then
  echo "the standard library is built from Debian's rust-web-src" >&2
  RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$lld "${build[@]}" "${from_source[@]}"
else
  wanted="rustup component add rust-src"
  [[ $profile == quick ]] && wanted="rustup target add $target"
  echo "the standard library for $target is missing: $wanted, or on Debian apt-get install rustc-web rust-web-src" >&2
  exit 1
fi

# Two megabytes over the wire are what a page may take; the quick build is for tests.
under=()
[[ $profile == release ]] && under=(--under 2000000)
python3 assemble.py "$folder/$target/$profile/amicis_web.wasm" dist "${under[@]}"
