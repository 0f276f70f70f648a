#!/bin/sh
# Makes the users of Redis, each with the commands that it needs, and tells every service the URL of its own.
#
# Passwords are made once and kept: redis-users.sh FOLDER, with the folders `redis`, `api`, `worker` and `flower` in it,
# each mounted by that service alone. REDIS_PASSWORD, where it is set, is that of the user `default`, who may do
# everything; without it there is no such user. REDIS_ADDRESS is HOST:PORT.
set -eu
folder=$1
address=${REDIS_ADDRESS:-redis:6379}

# What Celery's transport needs of a client. Of `connection`, what concerns a connection of its own.
queue='+@connection -client|kill -client|list -client|no-evict -client|pause -client|unpause
    +brpop +del +discard +eval +evalsha +exec +exists +get +hdel +hget +hset +llen +lpush +multi +psubscribe +publish
    +punsubscribe +rpop +rpush +sadd +set +smembers +srem +subscribe +unsubscribe +time +unwatch +watch +zadd +zrange
    +zrangebyscore +zrem +zrevrangebyscore +script|exists +script|load'
# What the tasks and the ledger's scripts need.
tasks='+copy +expire +getrange +hexists +hgetall +hincrby +hkeys +hmget +hsetnx +hvals +info +lindex +lpop +lrange +mget
    +pexpireat +pexpiretime +pttl +ttl +unlink +zcard +zcount +zlexcount +zrangebylex +zrank +zremrangebyscore +zrevrange
    +zscore'

digest() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }

# The line of a service's user, whose password is in the URL that the service is told.
user() {
    url=$folder/$1/docinsight_redis_url
    if [ ! -s "$url" ]; then
        password=$(head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1)
        printf 'redis://%s:%s@%s/0' "$1" "$password" "$address" >"$url.part"
        mv "$url.part" "$url"
    fi
    password=$(sed 's,redis://[^:]*:\([^@]*\)@.*,\1,' "$url")
    name=$1
    shift
    echo "user $name on #$(digest "$password") ~* &* -@all" "$@"
}

# Readable by all: no other container mounts the folder.
umask 022
{
    if [ -n "${REDIS_PASSWORD:-}" ]; then
        echo "user default on #$(digest "$REDIS_PASSWORD") ~* &* +@all"
    else
        echo "user default off"
    fi
    # For the health check.
    echo "user health on nopass resetkeys resetchannels -@all +ping"
    user api +@all -@admin -@dangerous +info
    user worker $queue $tasks
    user flower $queue +info
} >"$folder/redis/users.acl.part"
mv "$folder/redis/users.acl.part" "$folder/redis/users.acl"
