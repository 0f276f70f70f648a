#!/bin/sh
# True while every part of the worker touches its file, which each does every few seconds by a timer of its own.
set -eu
set -- "$DOCINSIGHT_ALIVE_FILE"*
[ "$(find "$@" -newermt '-30 seconds' | wc -l)" -eq $# ]
