"""Fit the inputs that no file measures to what happened, and say how closely the data determine them."""
