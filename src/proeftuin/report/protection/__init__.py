"""What of the numbers may be shown."""
