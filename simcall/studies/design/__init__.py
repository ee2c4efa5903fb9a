"""Which shifts, and how many people on each: a search that is checked by simulation, with a bound of the best."""
