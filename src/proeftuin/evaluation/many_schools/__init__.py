"""Many schools or classes beside each other, and what they come to together."""
