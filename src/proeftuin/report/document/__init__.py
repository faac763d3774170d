"""The parts of a report: bundles, tables, figures for a phone, and the notebook they stand in."""
