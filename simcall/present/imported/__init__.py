"""What an import writes for people: a scenario with its sources, the files beside it, and words."""
