"""Hold a model against what happened, beside the predictors that a planner has without a simulation."""
