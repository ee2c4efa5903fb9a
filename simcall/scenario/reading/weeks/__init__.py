"""Profiles of the week from other people's files: however the file is laid out, equal steps from Monday 00:00 on."""
