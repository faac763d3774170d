"""From rows of an export to enrolments, sessions, marks and days."""
