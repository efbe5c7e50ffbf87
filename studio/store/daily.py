"""What devices measured, a value per lived day and metric: nothing that two devices saw is counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from studio.core.metrics import METRICS

if TYPE_CHECKING:
    from studio.store.database import Store

LONG = "INTERVAL 3 HOUR"
"""A span beyond this is a total of the day, not an interval of it."""

_DAILY = f"""
WITH folds AS (SELECT unnest(?::VARCHAR[]) AS metric, unnest(?::VARCHAR[]) AS fold),
rows AS (
    SELECT day, m.metric, id, value, coalesce(device, source_id) AS device, utc, ordinal,
        coalesce(end_utc - utc, INTERVAL 0 SECOND) AS span, date_trunc('hour', wall) AS hour,
        coalesce(fold, CASE WHEN starts_with(m.metric, 'food.') THEN 'sum' ELSE 'last' END) AS fold
    FROM measurements m LEFT JOIN folds USING (metric) WHERE day IS NOT NULL {{only}}
),
by_device AS (
    SELECT day, metric, device, sum(value) AS value, arg_max(id, value) AS id
    FROM rows WHERE fold = 'night' GROUP BY ALL
    UNION ALL
    SELECT day, 'sleep.asleep', device, sum(value), arg_max(id, value) FROM rows
    WHERE metric IN ('sleep.light', 'sleep.deep', 'sleep.rem') GROUP BY ALL
),
by_hour AS (
    SELECT day, metric, hour, device, sum(value) AS value, arg_max(id, value) AS id
    FROM rows WHERE fold = 'sum' AND span <= {LONG} GROUP BY ALL
),
best_of_hour AS (SELECT day, metric, hour, max(value) AS value, arg_max(id, value) AS id FROM by_hour GROUP BY ALL),
totals AS (
    SELECT day, metric, sum(value) AS value, arg_max(id, value) AS id FROM best_of_hour GROUP BY ALL
    UNION ALL
    SELECT day, metric, sum(value), arg_max(id, value) FROM rows WHERE fold = 'sum' AND span > {LONG}
    GROUP BY day, metric, device
),
found AS (
    SELECT day, metric, max(value) AS value, arg_max(id, value) AS id FROM by_device GROUP BY ALL
    UNION ALL SELECT day, metric, max(value), arg_max(id, value) FROM totals GROUP BY ALL
    UNION ALL SELECT day, metric, avg(value), arg_max(id, utc) FROM rows WHERE fold = 'mean' GROUP BY ALL
    UNION ALL SELECT day, metric, max(value), arg_max(id, value) FROM rows WHERE fold = 'max' GROUP BY ALL
    UNION ALL SELECT day, metric, arg_max(value, (span, utc, ordinal)), arg_max(id, (span, utc, ordinal)) FROM rows
        WHERE fold = 'last' GROUP BY ALL
)
SELECT day, metric, id, value FROM found {{named}} ORDER BY day, metric"""


def daily(
    store: Store, metrics: Sequence[str] = (), *, since: date | None = None, until: date | None = None
) -> dict[date, dict[str, tuple[str, float]]]:
    """Lived day → metric → (id of a record it comes from, value).

    How the values of a day become one is `studio.core.metrics`' to say: intervals are added hour by hour, of each hour
    the device that counted most, unless a device's own total of the day is higher; a night is the device's that saw
    most of it, its stages added up; the rest is a mean, a maximum, or the longest and then latest value.

    Args:
        store: Where measurements are.
        metrics: Only these; empty means all.
        since: Only from this lived day on.
        until: Only up to this lived day.
    """
    only, named = "", ""
    args: list[list[str] | date] = [list(METRICS), [metric.fold for metric in METRICS.values()]]
    if metrics:
        only, named = "AND m.metric IN (SELECT unnest(?::VARCHAR[]))", "WHERE metric IN (SELECT unnest(?::VARCHAR[]))"
        stages = ["sleep.light", "sleep.deep", "sleep.rem"] if "sleep.asleep" in metrics else []
        args.append([*metrics, *stages])
    for bound, compare in ((since, ">="), (until, "<=")):
        if bound is not None:
            only += f" AND day {compare} ?"
            args.append(bound)
    if metrics:
        args.append(list(metrics))
    days: dict[date, dict[str, tuple[str, float]]] = {}
    for day, metric, record_id, value in store.rows(_DAILY.format(only=only, named=named), args):
        days.setdefault(day, {})[metric] = (record_id, value)
    return days
