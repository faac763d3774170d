"""Guessing what the tables, columns and values of unknown files are."""
