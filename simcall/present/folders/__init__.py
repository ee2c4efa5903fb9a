"""Results folders: one module for each kind of results."""
