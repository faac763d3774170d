"""A change beside that of schools without a pilot, and their history."""
