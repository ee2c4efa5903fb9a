"""Trials of duties with the same callers, and what they have to meet: for a search of people by hour or of a rota."""
