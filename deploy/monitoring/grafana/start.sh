#!/bin/sh
# Starts Grafana: start.sh COMMAND. The password of its user `admin` is GRAFANA_PASSWORD; without it one is made at each start and logged.
set -eu
if [ -z "${GF_SECURITY_ADMIN_PASSWORD:-}" ]; then
    GF_SECURITY_ADMIN_PASSWORD=$(head -c 24 /dev/urandom | sha256sum | cut -c 1-32)
    export GF_SECURITY_ADMIN_PASSWORD
    echo "Grafana's user is admin, and its password $GF_SECURITY_ADMIN_PASSWORD"
fi
# A store of users that is there already keeps the password that it has.
[ ! -f /var/lib/grafana/grafana.db ] || grafana cli --homepath /usr/share/grafana admin reset-admin-password "$GF_SECURITY_ADMIN_PASSWORD" >/dev/null
exec "$@"
