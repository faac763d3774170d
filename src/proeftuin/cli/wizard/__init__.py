"""The questions of `proeftuin import --wizard`, and the files that the answers make."""
