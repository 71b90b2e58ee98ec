#!/usr/bin/env bash
# Fetches everything about one CIS scan of Amazon Inspector into a folder that amicis reads:
# the run, its instances, and the results of each instance, page by page.
#
# usage: inspector-cis.sh SCAN_ARN FOLDER
# needs: aws (version 2), jq; inspector2:ListCisScans, inspector2:GetCisScanResultDetails and
# inspector2:ListCisScanResultsAggregatedByTargetResource
set -euo pipefail

if (($# != 2)); then
  echo "usage: $0 SCAN_ARN FOLDER" >&2
  exit 2
fi
scan=$1
folder=$2

# all_pages FILE COMMAND OPTIONS…: one answer a line. Pages are followed by hand, so that an answer
# is on disk before the next one is asked for, and a page that fails ends the script.
all_pages() {
  local file=$1 answer token='' more=(--no-paginate)
  shift
  : >"$file"
  while :; do
    answer=$(aws inspector2 "$@" "${more[@]}" --output json)
    jq -c . <<<"$answer" >>"$file"
    token=$(jq -r '.nextToken // empty' <<<"$answer")
    [[ -n $token ]] || break
    more=(--no-paginate --next-token "$token")
  done
}

mkdir -p "$folder"
if [[ -n $(ls -A "$folder") ]]; then
  echo "$folder is not empty: older results must not be mixed with these" >&2
  exit 1
fi

filter=$(jq -nc --arg arn "$scan" '{scanArnFilters: [{comparison: "EQUALS", value: $arn}]}')
all_pages "$folder/scans.jsonl" list-cis-scans --filter-criteria "$filter"
all_pages "$folder/targets.jsonl" list-cis-scan-results-aggregated-by-target-resource --scan-arn "$scan"

count=0
while read -r account instance; do
  all_pages "$folder/$instance.jsonl" get-cis-scan-result-details \
    --scan-arn "$scan" --account-id "$account" --target-resource-id "$instance" --max-results 1000
  count=$((count + 1))
done < <(jq -r '.targetResourceAggregations[] | "\(.accountId) \(.targetResourceId)"' "$folder/targets.jsonl")

if ((count == 0)); then
  echo "$scan has no instances: there is nothing to judge" >&2
  exit 1
fi
echo "$count instances of $scan in $folder" >&2
