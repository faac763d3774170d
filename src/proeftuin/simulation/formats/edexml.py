"""A roster as EDEXML 2.1, the Dutch standard for pupils and groups (no attendance in it).

Elements, their order and their values follow the schema and the example of version 2.1 (xsd of
2016-12-07, example of 2017-02-17): root `EDEX` without a namespace; `school`, `groepen`,
`leerlingen`, `leerkrachten`; a pupil points at its group with `groep/@key` and may carry
`instroomdatum` and `uitstroomdatum`. Year groups of a secondary school are 11 to 16 there.

What the schema does not say, and is chosen here: `instroomdatum` is the first day in this school,
years ago for most, and `uitstroomdatum` the last day on which the pupil belonged to it. A change
of group cannot be told.
"""

from datetime import date
from xml.etree import ElementTree

import pandas as pd

from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.world import World

SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"
# Added to the year group: 11 is the first year of a secondary school.
FIRST_YEAR = {"po": 0, "vo": 10}


def edexml_file(world: World, people: People, brin: str = "99AC") -> bytes:
    """Write the roster of the last school year.

    Parameters
    ----------
    world, people
        The school and its pupils.
    brin
        The school's number in the file.

    Raises
    ------
    ValueError
        When a pupil changes class, which the format cannot say.
    """
    year = world.spec.years[-1]
    table = world.enrolments[world.enrolments["start"] >= pd.Timestamp(year.enrolled)]
    if table["pupil"].duplicated().any():
        msg = "EDEXML cannot express a change of class"
        raise ValueError(msg)
    root = ElementTree.Element("EDEX", {SCHEMA: "EDEXML.structuur.xsd"})
    started = int(year.enrolled[:4])
    _add(
        ElementTree.SubElement(root, "school"),
        schooljaar=f"{started}-{started + 1}",
        peildatum=f"{started}-10-01",
        brincode=brin,
        dependancecode="00",
        aanmaakdatum=f"{started + 1}-07-15T16:00:00",
        auteur="proeftuin simulate (synthetisch)",
        xsdversie="2.1",
    )
    keys = {room.name: f"G{number}" for number, room in enumerate(year.classes, start=1)}
    offset = FIRST_YEAR[world.spec.sector]
    groups = ElementTree.SubElement(root, "groepen")
    for room in year.classes:
        group = ElementTree.SubElement(groups, "groep", key=keys[room.name])
        _add(group, naam=room.name, jaargroep=str(room.year_group + offset))
    # A composite group is no class: pupils may be in several.
    extra = ElementTree.SubElement(groups, "samengestelde_groep", key="SG1")
    _add(extra, naam="Plusgroep")
    pupils = ElementTree.SubElement(root, "leerlingen")
    ends = [None if pd.isna(end) else end.date() for end in table["end"]]
    starts = [start.date() for start in table["start"]]
    for who, cls, start, end in zip(table["pupil"], table["cls"], starts, ends, strict=True):
        room = world.spec.classes[cls]
        if start == date.fromisoformat(year.enrolled):
            start = start.replace(year=started - room.year_group + 1)
        pupil = ElementTree.SubElement(pupils, "leerling", key=people.number[who])
        _add(
            pupil,
            achternaam=people.last[who],
            voorvoegsel=people.infix[who],
            roepnaam=people.first[who],
            geboortedatum=str(people.born[who]),
            geslacht=str(1 + who % 2),
            jaargroep=str(room.year_group + offset),
        )
        ElementTree.SubElement(pupil, "groep", key=keys[room.name])
        if who % 9 == 0:
            several = ElementTree.SubElement(pupil, "samengestelde_groepen")
            ElementTree.SubElement(several, "samengestelde_groep", key="SG1")
        _add(pupil, instroomdatum=str(start), uitstroomdatum=str(end or ""))
    teachers = ElementTree.SubElement(root, "leerkrachten")
    for room in year.classes:
        teacher = ElementTree.SubElement(teachers, "leerkracht", key=f"L{keys[room.name]}")
        _add(teacher, achternaam="Voorbeeld", roepnaam="Juf")
        own = ElementTree.SubElement(teacher, "groepen")
        ElementTree.SubElement(own, "groep", key=keys[room.name])
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: ElementTree.Element, **values: str) -> None:
    """Add elements with text; what is empty is left out, as the schema wants it."""
    for name, value in values.items():
        if value:
            ElementTree.SubElement(parent, name).text = value
