"""The reading guide: what these findings do not say."""

from proeftuin.evaluation.power.planned_comparison import multiplier
from proeftuin.report.document.bundle import Bundle, bullets, paragraphs
from proeftuin.report.protection.shown_region import ShownRegion
from proeftuin.text import words
from proeftuin.text.words import is_number

NO_RANKING = (
    "Het is geen ranglijst. Scholen staan op naam. De bovenste en de onderste van een lijst op "
    "uitkomst zouden vooral de kleinste scholen zijn, want die beweegt het toeval het verst."
)
CHOSEN = (
    "Wie een proeftuin kreeg, is meestal niet geloot. Een school die meedoet omdat het er slecht "
    "ging, gaat ook vanzelf vooruit, en een school die wil meedoen verschilt ook anders van een "
    "school die dat niet wil. Vraag dus altijd hoe de proeftuinscholen en de andere scholen "
    "gekozen zijn."
)
SHOCKS = (
    "Wat één school als geheel overkomt, is van een proeftuin niet te onderscheiden: een nieuwe "
    "directeur, een griepgolf in één dorp, een ander systeem of strenger registreren. Alleen veel "
    "scholen naast elkaar middelen dat uit."
)
LATE_CHOICE = (
    "Wie vensters kiest nadat de cijfers bekend zijn, vindt altijd wel een paar met een mooi "
    "verschil."
)
ONE_FIGURE = (
    "Het gaat hier over één getal: het aandeel leerlingen in Tier 1. Het zegt niet wat er met de "
    "leerlingen in Tier 3 gebeurde, niet of leerlingen zich beter voelen, en niet wát op de "
    "proeftuinscholen het verschil maakte."
)
SHORT = "Het gaat over de weken van het venster na. Of een verandering blijft, blijkt pas later."


def guide(results: ShownRegion) -> Bundle:
    """Say what the findings do not say, with the numbers of this region."""
    items = [NO_RANKING, _word(results), CHOSEN, SHOCKS, _few(results), _laid_down(results)]
    items += [ONE_FIGURE, SHORT]
    values = {"items": items}
    lead = paragraphs("Wat in dit rapport staat, zegt minder dan het lijkt.")
    return Bundle("region_guide", lead + bullets(items), values=values)


def _word(results: ShownRegion) -> str:
    found = results.difference
    start = "Een verandering is geen effect. Ook op scholen zonder proeftuin verandert Tier 1"
    others = results.caterpillar.table.query("not pilot")["change"]
    if len(others) > 1:
        low, high = words.change(others.min()), words.change(others.max())
        start += f", hier van {low} tot {high} procentpunt"
    if found is None or not found.may_say_effect:
        why = f": {found.refusal}" if found else ""
        return (
            f"{start}. Van het verschil met die scholen is niet te zeggen dat de proeftuin het "
            f"deed{why}."
        )
    return (
        f"{start}. De scholen liepen vooraf gelijk op, en dat maakt het verschil geloofwaardiger; "
        "een bewijs is het niet, want na de start kan er ook iets anders veranderd zijn."
    )


def _laid_down(results: ShownRegion) -> str:
    """Count the pilots whose windows were laid down before the window after began."""
    pilots = [member for member in results.pilots if member.windows]
    kept = [
        member
        for member in pilots
        if (plan := member.school.preregistration)
        and plan.period == member.school.period
        and member.windows
        and plan.laid_down < member.windows[1].start
    ]
    if not kept:
        return (
            "Van geen enkele proeftuinschool staat in het projectbestand dat de vensters zijn "
            f"vastgelegd voordat het venster na begon. {LATE_CHOICE}"
        )
    return (
        f"Bij {len(kept)} van de {len(pilots)} proeftuinscholen waren deze vensters vastgelegd "
        f"voordat het venster na begon. Let daarop: {LATE_CHOICE[0].lower()}{LATE_CHOICE[1:]}"
    )


def _few(results: ShownRegion) -> str:
    found = results.difference
    pilots = len(results.pilots)
    noun = "school" if pilots == 1 else "scholen"
    start = (
        f"Niets aangetoond is iets anders dan niets gebeurd. Met {pilots} {noun} met een proeftuin"
    )
    if found is None or not is_number(found.low):
        return f"{start} is ook een groot verschil niet aan te tonen."
    size = float(multiplier(found.result.df) * found.result.standard_error)
    return (
        f"{start} en {int((~found.schools['pilot']).sum())} zonder valt een verschil pas op vanaf "
        f"ongeveer {words.number(size)} procentpunt (vier van de vijf keer)."
    )
