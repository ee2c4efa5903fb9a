"""Define what a scenario may contain, as frozen models with units."""
