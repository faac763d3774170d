"""A second way from the raw exports to tiers and changes: plain Python, pupil by pupil.

It shares nothing with the library but the question, so that a mistake has to be made twice to
go unseen. It is slow and says everything out loud; it is not an example of how to do it.
"""
