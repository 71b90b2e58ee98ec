#!/bin/sh
# Makes the lists of two benchmark versions from a full scan of each, and the draft of a crosswalk.
#
#   new-version.sh OLD-SCAN "NAME OLD-VERSION" NEW-SCAN "NAME NEW-VERSION" DIR
#
# Nothing of the draft is carried: an equal title is no proof. Read every row; where both versions ask
# for the same, write `same` or `renumbered` and take the flags away.
set -eu
old=$1 from=$2 new=$3 to=$4 dir=$5
mkdir -p "$dir/benchmarks" "$dir/crosswalks"

slug() { printf '%s' "$1" | tr 'A-Z ' 'a-z_' | tr -cd 'a-z0-9_.'; }
list() { amicis convert "$1" --to csv | amicis benchmarks --hash - --benchmark "$2" >"$3"; }

left="$dir/benchmarks/$(slug "$from").csv"
right="$dir/benchmarks/$(slug "$to").csv"
list "$old" "$from" "$left"
list "$new" "$to" "$right"

{
  printf '# from: %s\n# to: %s\n# weak: a draft by equal titles, not read\nfrom,to,class,flags\n' "$from" "$to"
  awk -F, '
    /^#/ || /^number,/ { next }
    FNR == NR { old[$1] = $4; olds[$4]++; order[++n] = $1; next }
    { new[$4] = $1; news[$4]++; numbers[++m] = $1 }
    END {
      for (i = 1; i <= n; i++) {
        h = old[order[i]]
        if (h != "" && olds[h] == 1 && news[h] == 1) {
          print order[i] "," new[h] ",changed,other-content|needs-review"
          met[new[h]] = 1
        } else print order[i] ",,removed,needs-review"
      }
      for (i = 1; i <= m; i++) if (!(numbers[i] in met)) print "," numbers[i] ",added,needs-review"
    }' "$left" "$right"
} >"$dir/crosswalks/$(slug "$from")__$(slug "$to").csv"
