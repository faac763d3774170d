"""Everything a report needs, as exact numbers, before anything is drawn or worded."""
