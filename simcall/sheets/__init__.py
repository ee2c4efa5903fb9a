"""Sheets as other people and systems write them: the cells as text, and dates, times and numbers read from them."""
