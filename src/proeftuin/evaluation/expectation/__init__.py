"""What would have happened anyway: regression to the mean."""
