"""A school week by week: an interrupted time series."""
