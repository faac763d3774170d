"""The blocks of the notebook that a coach runs when a pilot is planned."""
