"""The measures that a run's document has, in their order, written out: files and other programs rely on these names."""

from __future__ import annotations

LINE_MEASURES = [
    *("offered", "fresh", "redials", "diverted_in", "transferred_in"),
    *("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "moved", "still_waiting", "in_announcement"),
    "interruptions",
    *("answered_in_target", "service_level", "abandonment_rate", "delayed_share", "asa", "mean_wait", "mean_queue"),
    *("overdue", "backlog_end", "oldest_end"),
    *("answer_time_p50", "answer_time_p90", "answer_time_p95", "answer_time_max", "answered_after_60s"),
    *("callers", "callers_never_answered"),
]
GROUP_MEASURES = ["occupancy", "duty_hours", "busy_hours", "overrun_hours", "calls_answered"]
TOTAL_MEASURES = [
    *("offered", "fresh", "redials", "diverted_in", "transferred_in"),
    *("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "moved", "still_waiting", "in_announcement"),
    *("abandonment_rate", "delayed_share", "asa", "mean_wait", "mean_queue", "backlog_end", "answered_after_60s"),
]
ESTIMATE = ["mean", "low", "high", "span_low", "span_high"]
