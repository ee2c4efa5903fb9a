"""Merge files and overrides into one document."""
