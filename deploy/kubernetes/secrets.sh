#!/bin/sh
# Makes the secrets of the pods: secrets.sh FOLDER | kubectl apply -f -
#
# FOLDER keeps the passwords of Redis' users, and any other setting that is secret, as files: FOLDER/api/docinsight_api_keys.
# REDIS_ADDRESS is HOST:PORT, where it is not the Redis of the component `redis`; one outside needs the users of
# FOLDER/redis/users.acl, or URLs of yours in docinsight_redis_url of each folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
umask 077
mkdir -p "$folder/redis" "$folder/api" "$folder/worker" "$folder/flower"
sh "$here/../redis-users.sh" "$folder"
for name in redis api worker flower; do
    echo ---
    kubectl create secret generic "$name" --from-file="$folder/$name" --dry-run=client --output=yaml
done
