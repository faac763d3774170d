"""Files of an export as text, and text as dates, counts, and yes or no."""
