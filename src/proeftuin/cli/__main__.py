"""`python -m proeftuin.cli`."""

from proeftuin.cli import main

main()
