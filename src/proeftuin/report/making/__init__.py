"""The making of reports: what is outdated, in which kernel, put at its place whole."""
