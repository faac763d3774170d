"""Windows that can stand beside each other, and what made them unlike."""
