"""What was registered: on what evidence, how completely, and of whom."""
