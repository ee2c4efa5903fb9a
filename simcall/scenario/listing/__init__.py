"""List what a scenario contains, and what is odd about it."""
