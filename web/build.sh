#!/usr/bin/env bash
# Builds the page: web/dist/index.html, one file that fetches nothing.
#
#   web/build.sh           # what people load: small; takes minutes
#   web/build.sh quick     # what the tests load: soon built, large
#
# Needs the target wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`). Where rustup cannot fetch it,
# Debian's rustc-web and rust-web-src will do, with the linker that comes with any Rust of rustup's.
set -euo pipefail
cd "$(dirname "$0")"

profile=${1:-release}
[[ $profile == release || $profile == quick ]] || { echo "usage: web/build.sh [quick]" >&2; exit 2; }
target=wasm32-unknown-unknown
folder=${CARGO_TARGET_DIR:-target}
build=(cargo build --locked --lib --profile "$profile" --target "$target" --target-dir "$folder")
# A file of the toolchain that rustup has, whichever it is.
linker() {
  local found=() file
  for file in "$(rustc --print sysroot)"/lib/rustlib/*/bin/rust-lld "$HOME"/.rustup/toolchains/*/lib/rustlib/*/bin/rust-lld; do
    [[ -x $file ]] && found+=("$file")
  done
  [[ ${#found[@]} -gt 0 ]] && printf '%s\n' "${found[0]}"
}

if [[ -d $(rustc --print sysroot)/lib/rustlib/$target ]]; then
  "${build[@]}"
elif [[ -d /usr/lib/rustlib/src/rust/library ]] && lld=$(linker); then
  echo "rustup has no $target: the standard library is built from Debian's rust-web-src" >&2
  RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$lld \
    "${build[@]}" -Zbuild-std=std,panic_abort
else
  echo "the target $target is missing: rustup target add $target, or on Debian apt-get install rustc-web rust-web-src" >&2
  exit 1
fi

# Two megabytes over the wire are what a page may take; the quick build is for tests.
under=()
[[ $profile == release ]] && under=(--under 2000000)
python3 assemble.py "$folder/$target/$profile/amicis_web.wasm" dist "${under[@]}"
