#!/usr/bin/env bash
# A Chromium for the browser tests: one on the PATH, else the system's package manager where it may, else Playwright's own.
set -u
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium with apt-get"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null && exit 0
fi
echo "Installing Playwright's own Chromium"
"$1" -m playwright install chromium && exit 0
echo "No Chromium to be had: put one on the PATH and run make test again." >&2
exit 1
