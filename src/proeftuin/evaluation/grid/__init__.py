"""A register laid out as pupils × school days, for many windows at once."""
