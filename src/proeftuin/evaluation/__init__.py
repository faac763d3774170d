"""What a change may mean: uncertainty, regression to the mean, the season, other schools."""
