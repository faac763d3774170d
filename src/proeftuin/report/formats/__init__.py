"""The formats of a report: HTML, PDF and Excel."""
