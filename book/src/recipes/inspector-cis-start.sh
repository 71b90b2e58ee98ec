#!/usr/bin/env bash
# Starts a CIS scan of the instances that carry a tag, waits for its end, and prints its ARN.
#
# usage: inspector-cis-start.sh NAME LEVEL TAG VALUE     (LEVEL is 1 or 2)
# needs: aws (version 2), jq; inspector2:CreateCisScanConfiguration, inspector2:ListCisScans
# WAIT (seconds between two looks, 30) and TRIES (how many, 120) can be set.
set -euo pipefail

if (($# != 4)); then
  echo "usage: $0 NAME LEVEL TAG VALUE" >&2
  exit 2
fi
targets=$(jq -nc --arg tag "$3" --arg value "$4" '{accountIds: ["SELF"], targetResourceTags: {($tag): [$value]}}')

# The answer names the configuration, not the scan: a scan has an ARN of its own.
configuration=$(aws inspector2 create-cis-scan-configuration --scan-name "$1" --security-level "LEVEL_$2" \
  --schedule '{"oneTime": {}}' --targets "$targets" --output json | jq -r .scanConfigurationArn)
filter=$(jq -nc --arg arn "$configuration" '{scanConfigurationArnFilters: [{comparison: "EQUALS", value: $arn}]}')

for ((try = 0; try < ${TRIES:-120}; try++)); do
  answer=$(aws inspector2 list-cis-scans --filter-criteria "$filter" --output json)
  read -r status total arn < <(jq -r '.scans[0] // {} | "\(.status // "NONE") \(.totalChecks // 0) \(.scanArn // "-")"' <<<"$answer")
  case $status in
    COMPLETED)
      if ((total == 0)); then
        echo "$arn is completed with 0 checks: it did not run. Are the instances managed by SSM, and is the tag right?" >&2
        exit 1
      fi
      echo "$arn"
      exit 0
      ;;
    FAILED | CANCELLED | CANCELED)
      echo "$arn ended as $status" >&2
      exit 1
      ;;
  esac
  sleep "${WAIT:-30}"
done
echo "$configuration: no scan was completed in time" >&2
exit 1
