"""Find every problem of a scenario at once."""
