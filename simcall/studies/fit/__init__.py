"""Choose what no file measures, by the likelihood of what happened, and say how little the data pin it down."""
