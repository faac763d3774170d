"""Attendance per pupil and period, the tier it makes, and how sure a share is."""
