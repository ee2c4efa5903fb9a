"""The questions that a planner asks: one module each."""
