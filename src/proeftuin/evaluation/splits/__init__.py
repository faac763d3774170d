"""The same change split: by kind of absence, by type, by any other dimension."""
