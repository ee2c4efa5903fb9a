"""From files and overrides to one merged document."""
