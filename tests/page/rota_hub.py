"""A small hub with a rota: two posts of handlers, a team, and officers with a post of their own."""

from __future__ import annotations

ROTA_HUB = """
name = "Rota hub"
start = 2024-02-05  # a Monday
days = 14

[lines.999]
priority = 1
answer_target = { within = "10 s", share = 0.9 }
patience = { distribution = "exponential", mean = "5 min" }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_day = 720 }

[shifts.early]
start = "07:00"
length = "8 h"
breaks = [{ length = "30 min", after = "3 h", before = "5 h" }]
[shifts.night]
start = "22:00"
length = "9 h"
breaks = [{ length = "50 min", after = "3 h", before = "5 h" }]
[shifts.endless]
start = "07:00"
length = "14 h"

[groups.handlers]
lines = ["999"]
rota.pattern = ["early", "night", "off", "off"]
rota.starts = 2024-02-05
rota.teams.A = { people = 4 }
rota.teams.B = { people = 2, offset = 2 }
rota.fixed.week_day = { shift = "early", days = ["Mon", "Tue", "Wed", "Thu", "Fri"], people = 3 }
rota.fixed.long = { shift = "endless", days = ["Sat"], people = 1, designated = { "999" = 1 } }

[groups.officers]
lines = ["999"]
taken_from = "response"
rota.fixed.night_cover = { shift = "night", days = ["Fri", "Sat"], people = 2, joins = 2024-02-06 }
"""
