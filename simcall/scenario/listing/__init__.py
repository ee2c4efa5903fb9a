"""What a scenario holds, and what is odd about it."""
