"""Profiles: what a school system calls things, as data."""
