#!/usr/bin/env bash
# Hold the committed report of each study against what a run makes now. Any shell can run it:
#
#   LOCKSTEP=lockstep STUDIES='studies/*' INPUTS=data check.sh
#
# Differences go to the terminal, and to the summary page of the job where there is one. The exit code is that of the last study that failed.
set -uo pipefail

lockstep="${LOCKSTEP:-lockstep}"
summary="${GITHUB_STEP_SUMMARY:-/dev/null}"
inputs=()
if [ -n "${INPUTS:-}" ]; then
    inputs=(--inputs "$INPUTS")
fi
code=0
checked=0
# Patterns are meant to be expanded here.
# shellcheck disable=SC2086
for study in ${STUDIES:-studies/*}; do
    [ -e "$study" ] || continue
    checked=$((checked + 1))
    if told=$("$lockstep" run --check "$study" ${inputs[@]+"${inputs[@]}"} 2>&1); then
        printf '%s\n' "$told"
        printf -- '- `%s`: as committed\n' "$study" >>"$summary"
    else
        code=$?
        printf '::error title=%s::its report would change, or cannot be made\n%s\n' "$study" "$told"
        printf -- '- `%s`: not as committed\n\n```\n%s\n```\n' "$study" "$told" >>"$summary"
    fi
done
if [ "$checked" = 0 ]; then
    echo "no study matches ${STUDIES:-studies/*}: name folders of studies in STUDIES"
    exit 2
fi
exit "$code"
