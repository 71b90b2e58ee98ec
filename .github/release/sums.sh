#!/usr/bin/env bash
# Writes FOLDER/SHA256SUMS over every file of a release, and the Homebrew formula that names their digests.
#
# usage: sums.sh FOLDER URL
#   URL is where the files of this version will be, such as https://github.com/OWNER/amicis/releases/download/v0.1.0
set -euo pipefail
cd "$(dirname "$0")/../.."
source .github/release/names.sh

folder=${1:?the folder of the release}
url=${2:?where its files will be}
number=$(version)

for target in {aarch64,x86_64}-{apple-darwin,unknown-linux-musl}; do
  if [[ ! -f $folder/amicis-$number-$target.tar.gz ]]; then
    echo "there is no $folder/amicis-$number-$target.tar.gz: the formula names the archives of four platforms" >&2
    exit 1
  fi
done

digest() { sha256sum "$folder/$1" | cut -d ' ' -f 1; }
# platform TARGET: the lines of the formula for one archive.
platform() {
  local archive=amicis-$number-$1.tar.gz
  printf '      url "%s/%s"\n      sha256 "%s"\n' "$url" "$archive" "$(digest "$archive")"
}

formula=$folder/amicis.rb
cat >"$formula.new" <<END
class Amicis < Formula
  desc "CIS benchmark scans of machine images, joined with one exception registry"
  homepage "${url%/releases/*}"
  version "$number"
  license any_of: ["Apache-2.0", "MIT"]

  on_macos do
    on_arm do
$(platform aarch64-apple-darwin)
    end
    on_intel do
$(platform x86_64-apple-darwin)
    end
  end

  on_linux do
    on_arm do
$(platform aarch64-unknown-linux-musl)
    end
    on_intel do
$(platform x86_64-unknown-linux-musl)
    end
  end

  def install
    bin.install "amicis"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/amicis.bash" => "amicis"
    zsh_completion.install "completions/_amicis"
    fish_completion.install "completions/amicis.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/amicis --version")
  end
end
END
mv "$formula.new" "$formula"
(
  cd "$folder"
  rm -f SHA256SUMS
  LC_ALL=C find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' -printf '%f\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS.new
  mv SHA256SUMS.new SHA256SUMS
)
