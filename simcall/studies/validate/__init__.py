"""Compare a model with what happened, beside the predictors that a planner has without a simulation."""
