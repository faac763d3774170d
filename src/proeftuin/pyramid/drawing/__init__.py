"""The house style of the figures, and how a result shows itself as a table."""
