"""Interval reports, day sheets and wide sheets: one reader for every system that counts calls by period."""
