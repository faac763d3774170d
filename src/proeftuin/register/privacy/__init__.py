"""What a register must not hold of a pupil, and the pseudonyms it holds instead."""
