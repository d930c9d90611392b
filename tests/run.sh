#!/usr/bin/env bash
# Every check of Candour: format, lints, unit tests, tests of the program, tests of the built site in a browser.
#
#   tests/run.sh
#
# Needs Rust. What else is missing (a browser, fonts, Java, npm, two npm packages) it installs, where apt-get is;
# a second run finds all of it and installs nothing. CARGO_TARGET_DIR is honoured. CANDOUR_REGISTERS names a folder
# with published workbooks; without it the tests on them are skipped, and the last line says so.
# Exit code: 0 all passed, 1 something failed, 2 something that is needed could not be had.
set -euo pipefail

# Folders are named from where the caller stands.
[ -z "${CARGO_TARGET_DIR:-}" ] || export CARGO_TARGET_DIR="$(realpath -m "$CARGO_TARGET_DIR")"
[ -z "${CANDOUR_REGISTERS:-}" ] || export CANDOUR_REGISTERS="$(realpath -m "$CANDOUR_REGISTERS")"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }
stop() {
  printf 'tests/run.sh: %s\n' "$*" >&2
  exit 2
}
have() { command -v "$1" >/dev/null 2>&1; }

# ---- what must be there before anything can run

packages=()
wants=""
want() { # package, what it is for
  packages+=("$1")
  wants+="${wants:+, }$1 ($2)"
}
browser_is_there() {
  [ -n "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome
}
font_is_there() {
  find /usr/share/fonts /usr/local/share/fonts -iname 'Liberation*' -print -quit 2>/dev/null | grep -q .
}

install_packages() {
  have apt-get || stop "missing: $wants. There is no apt-get here: install them your own way and run this again."
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || stop "missing: $wants. Ask an administrator for: apt-get install ${packages[*]}"
    as_root=(sudo)
  fi
  say "Installing ${packages[*]}"
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null ||
    stop "apt-get could not install ${packages[*]} (see above)."
}

have cargo || stop "Rust is missing: install it (https://rustup.rs) and run this again."
cargo clippy --version >/dev/null 2>&1 || stop "clippy is missing: rustup component add clippy"
cargo fmt --version >/dev/null 2>&1 || stop "rustfmt is missing: rustup component add rustfmt"
have cc || want build-essential "a linker for Rust"
browser_is_there || want chromium "the browser tests"
font_is_there || want fonts-liberation "the browser tests: metrics like Arial's"
have java || want default-jre-headless "the HTML checker"
have npm || want npm "axe and the HTML checker"
have git || want git "the tests of histories, hooks and workflows"
have curl || want curl "the tests of what candour init writes"
[ ${#packages[@]} -eq 0 ] || install_packages

# npm writes node_modules/.package-lock.json last, so that file is newer than the lock only after a whole install.
if [ ! tests/web/node_modules/.package-lock.json -nt tests/web/package-lock.json ]; then
  say "npm ci in tests/web"
  (cd tests/web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    stop "npm ci failed in tests/web (see above)."
fi

# ---- the checks, cheap ones first; all of them run, whatever fails

logs="${CARGO_TARGET_DIR:-target}/test-logs"
mkdir -p "$logs"
logs="$(cd "$logs" && pwd)"
passed=()
failed=()
step() { # name, command…
  local name="$1" log="$logs/$1.log" began=$SECONDS
  shift
  say "$name: $*"
  if "$@" 2>&1 | tee "$log"; then
    passed+=("$name")
  else
    failed+=("$name")
  fi
  printf '   %s took %d s\n' "$name" "$((SECONDS - began))"
}

# Each file and folder of tests/ is one program; these three take longest and come last.
slow=(determinism kill browser)
quick=()
for file in tests/*.rs tests/*/main.rs; do
  name="${file#tests/}"
  name="${name%/main.rs}"
  name="${name%.rs}"
  [[ " ${slow[*]} " == *" $name "* ]] || quick+=(--test "$name")
done

step format cargo fmt --check
step clippy cargo clippy --locked --all-targets -- -D warnings
step unit cargo test --locked --lib --bins
step doc cargo test --locked --doc
step quick cargo test --locked --no-fail-fast "${quick[@]}"
for name in "${slow[@]}"; do
  step "$name" cargo test --locked --test "$name"
done

note=""
if [ ! -d "${CANDOUR_REGISTERS:-}" ]; then
  note=" SKIPPED: the tests on published workbooks, for CANDOUR_REGISTERS names no folder."
fi
if [ ${#failed[@]} -gt 0 ]; then
  say "Failed: ${failed[*]} (see above, or NAME.log in $logs). Passed: ${passed[*]:-nothing}.$note"
  exit 1
fi
say "All passed: ${passed[*]} ($((SECONDS / 60)) min $((SECONDS % 60)) s).$note"
