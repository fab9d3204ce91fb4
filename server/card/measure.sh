#!/bin/sh
# Measures how long an import takes and how fast cards are looked up, beside what
# SQLite's shell and a bare COPY into PostgreSQL take for the same file.
#
#   server/card/measure.sh            a million rows
#   server/card/measure.sh 5000000    five million
set -eu
cd "$(dirname "$0")"
rows=${1:-1000000}
go test -run '^$' -bench Import -benchtime 1x -timeout 1h ./sqlite -rows "$rows"
go test -run '^$' -bench Get -benchtime 2s -timeout 1h ./sqlite -rows "$rows"
go test -run '^$' -bench Import -benchtime 1x -timeout 1h ./postgres -rows "$rows"
