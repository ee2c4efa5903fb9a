"""Read what phone systems export: calls, events, legs, interval reports, day sheets and log-ins, as `Observations`."""
