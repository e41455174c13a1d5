#!/bin/sh
# A pre-import gate: gate.sh FILE SOURCE. Loads the accepted cases only if the file passes; else sends it back.
set -eu
file=$1 source=$2 out=${OUT:-runs}

code=0
manifest=$(dq run "$file" --source "$source" --out "$out" --json) || code=$?
case $code in
  0 | 1) run=$(printf '%s' "$manifest" | python3 -c 'import json, sys; print(json.load(sys.stdin)["run_id"])') ;;
  *) exit "$code" ;; # wrong usage, nothing readable, or an error of ours: said on the error stream
esac

if [ "$code" -eq 0 ]; then
  echo "pass: load $out/$run/cleaned.csv"   # here: the import of the target system
else
  echo "fail: send back $out/$run/return.xlsx, work on $out/$run/worklist.xlsx"
fi
exit "$code"
