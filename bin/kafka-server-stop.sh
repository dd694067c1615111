#!/bin/sh
# Asks every broker of this user's reach to shut down in order: SIGTERM, or $SIGNAL.

# The name of a process is cut to 15 characters, so the path of its program decides.
found=
for directory in /proc/[0-9]*; do
    program=$(readlink "$directory/exe" 2>/dev/null) || continue
    case ${program% (deleted)} in
        */needletail-server) found="$found ${directory#/proc/}" ;;
    esac
done
if [ -z "$found" ]; then
    echo "No kafka server to stop" >&2
    exit 1
fi
# shellcheck disable=SC2086
kill -s "${SIGNAL:-TERM}" $found
