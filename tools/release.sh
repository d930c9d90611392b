#!/usr/bin/env bash
# Makes a release archive that anybody can make again, byte for byte, from the same commit with the same Rust:
# candour-VERSION-TARGET.tar.gz with the program, its licence, README, completions and manual page, and SHA256SUMS.
#
#   tools/release.sh [FOLDER]        the archive goes to FOLDER [default: target/archive]
#
# Files get the time of SOURCE_DATE_EPOCH, else of the last commit. CARGO_TARGET_DIR is honoured.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
out="$(realpath -m "${1:-$root/target/archive}")"
target="$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")"
cd "$root"

epoch="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
host="$(rustc -vV | sed -n 's/^host: //p')"
name="candour-$version-$host"

# Neither the folder of the clone nor that of the crates may be told from the program.
flags=("--remap-path-prefix=$root=/candour" "--remap-path-prefix=$(realpath -m "${CARGO_HOME:-$HOME/.cargo}")=/cargo")
CARGO_TARGET_DIR="$target" RUSTFLAGS="${flags[*]}" cargo build --release --locked --bin candour

staging="$(mktemp -d)"
trap 'rm -rf "$staging"' EXIT
inside="$staging/$name"
mkdir -p "$inside/completions" "$inside/man"
cp LICENSE README.md "$inside/"
cp "$target/release/candour" "$inside/candour"
"$inside/candour" completions bash >"$inside/completions/candour.bash"
"$inside/candour" completions zsh >"$inside/completions/_candour"
"$inside/candour" completions fish >"$inside/completions/candour.fish"
"$inside/candour" man >"$inside/man/candour.1"

mkdir -p "$out"
tar --create --directory "$staging" --format=ustar --sort=name --mtime="@$epoch" \
  --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' "$name" | gzip -n -9 >"$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" >SHA256SUMS)
echo "$out/$name.tar.gz"
cat "$out/SHA256SUMS"
