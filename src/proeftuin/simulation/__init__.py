"""The parts of `proeftuin.simulate`: a school year as arrays, and its exports and truth.

Nothing here uses the rest of the package. The sample schools are what the library is tested
against, so their calendar, their possible time and their tiers are worked out a second time.
"""
