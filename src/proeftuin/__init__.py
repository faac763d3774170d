"""proeftuin."""
