"""Made-up schools: pupils, classes, school days and timetables."""
