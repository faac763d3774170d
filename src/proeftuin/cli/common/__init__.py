"""What several commands share: options, what is printed, and texts for a terminal."""
