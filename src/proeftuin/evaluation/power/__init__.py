"""The smallest change that a comparison can show, made or planned."""
