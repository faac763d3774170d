"""From the settings and the numbers of a school to what it laid down beside what was done."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proeftuin.evaluation.evaluate import Evaluation
    from proeftuin.evaluation.preregistration.preregistration import Preregistered
    from proeftuin.register.project.settings import School
    from proeftuin.register.store.register import Register


def laid_down_beside(
    register: "Register",
    school: "School",
    evaluation: "Evaluation | None",
    comparison_registers: Mapping[str, "Register"],
) -> "Preregistered | None":
    """Return what a school laid down before its pilot, beside what its report does.

    Parameters
    ----------
    register, school
        The school's register and settings.
    evaluation
        What the report says of the change, None when it compares nothing.
    comparison_registers
        Registers of comparison schools, by name.
    """
    if school.preregistration is None:
        return None
    from proeftuin.evaluation.preregistration.preregistration import Done, preregistered

    names = {other.school: name for name, other in comparison_registers.items()}
    used = evaluation.comparison_schools if evaluation else {}
    done = Done(
        windows=evaluation.windows if evaluation else None,
        scheme=school.scheme,
        measure=school.measure,
        export_date=date.fromisoformat(str(register.provenance["export_date"])),
        comparison=[school_id for school_id, name in names.items() if name in used],
    )
    found = evaluation.comparison if evaluation else None
    return preregistered(school.preregistration, done, register, names, found)
