"""From how many pupils on a number means something; each decided once."""

FEWEST_PUPILS = 30
"""Under this many followed pupils no change is named, of a school or of a pair of windows."""

SMALLEST_GROUP = 10
"""A group under this has no share: one pupil would be more than ten points of it."""
