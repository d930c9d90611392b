#!/usr/bin/env bash
# Holds that the official NHS stylesheet fits: compiles NHS.UK frontend without its font, builds the example register
# with it in place of the built-in styles, and runs the browser's checks of every kind of page over that site.
#
#   tests/web/nhsuk/check.sh [FOLDER]      the register and its site stay in FOLDER [default: target/nhsuk]
#
# Needs a browser, fonts and Java, which tests/run.sh installs and which therefore comes first. It is a command of its
# own, since it needs a compiler that nothing else does. Exit code: 0 the stylesheet fits.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
out="$(realpath -m "${1:-$root/target/nhsuk}")"
register="$out/register"
site="$out/site"

# What the browser's checks use, then what is compiled here.
for tools in "$here/.." "$here"; do
  cd "$tools"
  if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  fi
done

rm -rf "$register" "$site"
mkdir -p "$register/themes/nhs/assets"
cp -r "$root/register.toml" "$root/data" "$root/content" "$register/"
cp -r node_modules/nhsuk-frontend/dist/nhsuk/assets/images "$register/themes/nhs/assets/"
node_modules/.bin/sass --load-path=node_modules --style=compressed --no-source-map --quiet-deps \
  site.scss "$register/themes/nhs/nhsuk.css"
if grep -q '@font-face\|https\?://' "$register/themes/nhs/nhsuk.css"; then
  echo "the stylesheet still loads a font or something else from another host" >&2
  exit 1
fi
# Keys of the top level stand before the first table.
printf '%s\n' 'theme = "themes/nhs"' 'stylesheets = ["themes/nhs/nhsuk.css"]' | cat - "$root/register.toml" \
  >"$register/register.toml"

cd "$root"
cargo run --locked --quiet -- -C "$register" build --out "$site"
CANDOUR_SITE="$site" cargo test --locked --test browser pages_
