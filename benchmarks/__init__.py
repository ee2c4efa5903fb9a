"""What simcall costs: where the time of a run goes, beside other programs, and as the model grows. See `make bench`."""
