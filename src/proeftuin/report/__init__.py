"""Reports: protected numbers, figures and Dutch wording, made by a notebook for every school."""
