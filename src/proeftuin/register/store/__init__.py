"""A register on disk: its tables, the engine that reads them, and what is damaged."""
