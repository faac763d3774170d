"""The command line: from a school's export to its report, for people who do not program."""


def main() -> None:
    """Run the command that was given; the entry point of `proeftuin`."""
    from proeftuin.cli.commands import main as run

    run()
