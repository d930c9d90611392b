#!/bin/sh
# Puts candour where continuous integration finds it.
#
# SET THIS. Say where candour comes from, here or as a variable of the repository with this name; one of
#   CANDOUR_SOURCE="archive URL SHA256"    a release archive, which must have this digest
#   CANDOUR_SOURCE="git URL REVISION"      a repository of candour at a tag or commit, compiled with Rust
CANDOUR_SOURCE="${CANDOUR_SOURCE:-}"

set -eu
bin="$HOME/.local/bin"
# Split at white space: kind, address, digest or revision.
# shellcheck disable=SC2086
set -- $CANDOUR_SOURCE
if [ $# -ne 3 ]; then
  echo "ci/install-candour.sh: say where candour comes from: set CANDOUR_SOURCE as its head says" >&2
  exit 2
fi
mkdir -p "$bin"
case "$1" in
  archive)
    folder="$(mktemp -d)"
    curl --fail --silent --show-error --location --output "$folder/candour.tar.gz" "$2"
    echo "$3  $folder/candour.tar.gz" | sha256sum --check --quiet -
    tar -xzf "$folder/candour.tar.gz" -C "$folder" --strip-components=1
    cp "$folder/candour" "$bin/candour"
    rm -r "$folder"
    ;;
  git)
    cargo install --locked --git "$2" --rev "$3" --root "$HOME/.local" candour
    ;;
  *)
    echo "ci/install-candour.sh: CANDOUR_SOURCE begins with archive or git, not with $1" >&2
    exit 2
    ;;
esac
# GitHub tells later steps of the path by this file.
if [ -n "${GITHUB_PATH:-}" ]; then
  echo "$bin" >>"$GITHUB_PATH"
fi
"$bin/candour" --version
