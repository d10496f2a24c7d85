#!/usr/bin/env bash
# A PostgreSQL for the tests that want a real one (tests/postgres.py runs it): an installed one, else the system's package manager
# where it may. Without one those tests are skipped, and say so.
set -u
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && exit 0
command -v initdb >/dev/null && command -v pg_ctl >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing PostgreSQL with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  # First what makes clusters, told to make none: the package would start a server of its own, which nobody asked for.
  apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null &&
    { sed -i 's/^#\? *create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf; true; } &&
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null && exit 0
fi
echo "No PostgreSQL: the tests on one are skipped. Install it, or put its initdb and pg_ctl on the PATH." >&2
