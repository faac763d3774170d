"""The form: a workbook that a school fills in, on screen or on paper."""
