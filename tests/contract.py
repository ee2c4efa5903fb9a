"""The measures that a run's document has, in their order, written out: files and other programs rely on these names."""

from __future__ import annotations

LINE_MEASURES = [
    *("offered", "fresh", "redials", "diverted_in"),
    *("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "still_waiting"),
    *("answered_in_target", "service_level", "abandonment_rate", "delayed_share", "asa", "mean_wait", "mean_queue"),
    *("answer_time_p50", "answer_time_p90", "answer_time_p95", "answer_time_max", "answered_after_60s"),
    *("callers", "callers_never_answered"),
]
GROUP_MEASURES = ["occupancy", "duty_hours", "busy_hours", "overrun_hours", "calls_answered"]
