"""How good a model, a rater or a generator is: metrics, calibration, agreement, leaderboards."""
