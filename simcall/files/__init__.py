"""Files read safely and written whole: nothing half-written, nothing of somebody else's lost."""
