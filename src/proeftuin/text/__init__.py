"""The words of everything that is read: languages, numbers, dates and plurals."""
