#!/bin/sh
# The work grows with the number of bytes and not faster: instructions per byte of each workload of the binary `growth`
# (release profile) at 1 KB, 10 KB and 100 KB, counted by callgrind, what it takes to prepare the workload subtracted.
# Fails where a byte costs more than 10 % more at 100 KB than at 10 KB. Exit code 77: skipped, there is no valgrind.
set -eu

if ! command -v valgrind >/dev/null 2>&1; then
    echo "growth: skipped, valgrind is not installed" >&2
    exit 77
fi

cd "$(dirname "$0")/.."
cargo build --quiet --release --package mailwire-tests --bin growth
growth="${CARGO_TARGET_DIR:-target}/release/growth"

# Instructions of one run.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$growth" "$@" 2>&1 |
        awk '/Collected/ { print $NF; found = 1 } END { exit !found }'
}

failed=0
printf '%-18s %12s %12s %12s   instructions per byte\n' workload '1 KB' '10 KB' '100 KB'
for workload in encode reply-sized reply-chunked-7 reply-pieces-64 reply-pieces-1; do
    row=""
    for size in 1000 10000 100000; do
        busy=$(count "$workload" "$size")
        idle=$(count "$workload" "$size" idle)
        bytes=$("$growth" "$workload" "$size" idle)
        row="$row $(awk -v busy="$busy" -v idle="$idle" -v bytes="$bytes" 'BEGIN { printf "%.3f", (busy - idle) / bytes }')"
    done
    # shellcheck disable=SC2086 # three numbers, three fields
    printf '%-18s %12s %12s %12s' "$workload" $row
    if echo "$row" | awk '{ exit !($3 > $2 * 1.1 || $1 <= 0) }'; then
        printf '   grows too fast\n'
        failed=1
    else
        printf '\n'
    fi
done
exit "$failed"
