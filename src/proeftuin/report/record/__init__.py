"""What a report tells of itself in files beside it."""
