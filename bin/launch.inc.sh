# Read by the launchers in this directory: finds the binaries of Needletail and runs one of them.

here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)

# Replaces the shell by the binary $1 with the remaining arguments: the one next to the launcher
# (an installed tarball), or the newest build of the checkout that the launcher stands in.
launch() {
    program=$1
    shift
    if [ -x "$here/$program" ]; then
        exec "$here/$program" "$@"
    fi
    newest=
    for candidate in "$here/../.build/release/$program" "$here/../.build/debug/$program"; do
        if [ -x "$candidate" ] && { [ -z "$newest" ] || [ "$candidate" -nt "$newest" ]; }; then
            newest=$candidate
        fi
    done
    if [ -n "$newest" ]; then
        exec "$newest" "$@"
    fi
    echo "$program is not built; run: swift build -c release --product $program" >&2
    exit 1
}
