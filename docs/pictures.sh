#!/usr/bin/env bash
# Makes the pictures of the README anew, from the example as it builds now. Needs what tests/run.sh installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo test --locked --test browser -- --ignored pictures_of_the_readme
