#!/usr/bin/env bash
# Opens an issue for everything in a registry that ends within some days, and for each day once.
#
# usage: exceptions-that-end.sh REGISTRY [DAYS]
#
# Needs amicis, jq, and gh with GH_TOKEN.
set -euo pipefail
registry=$1
days=${2:-30}
label=exception-ends

# 1 says that something in the registry is wrong, which another job tells.
ends=$(amicis registry lint -r "$registry" --to json) || [[ $? -eq 1 ]]
soon=$(jq -c --argjson days "$days" '.ends[] | select(.days_left <= $days)' <<<"$ends")
if [[ -z $soon ]]; then
  echo "nothing ends within $days days"
  exit 0
fi

gh label create "$label" --description "An exception of the image ends" --force
# Closed ones as well: who closed an issue without a later day did so on purpose.
known=$(gh issue list --state all --label "$label" --limit 1000 --json title --jq '.[].title')
while IFS= read -r end; do
  title=$(jq -r '"\(.kind) \(.id) (\(.rules | join(", "))) ends on \(.on)"' <<<"$end")
  if grep -qxF -- "$title" <<<"$known"; then
    continue
  fi
  jq -r '"Last day in force: \(.on)\nOwner: \(.owner // "nobody")\nWhere: \(.file), line \(.line)\n" +
    "\nFix the image and take the entry out, or look at it again and write a later day."' <<<"$end" |
    gh issue create --title "$title" --label "$label" --body-file -
done <<<"$soon"
