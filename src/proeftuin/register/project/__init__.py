"""The project file, its settings, and the calendar that follows from them."""
