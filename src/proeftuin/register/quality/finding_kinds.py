"""The kinds of findings about a registration, as texts a coach can act on, in Dutch.

A placeholder in braces is a word that differs per sector (`lessen`, `klas`, `klassen`) or the name
that the importer gave to what it did.
"""

from proeftuin.register.quality.finding_kind import Kind
from proeftuin.text.language import N_

LINE = N_(
    "Onder de lijn krijgt niemand een tier, want wat niet is geregistreerd, is geen aanwezigheid."
)
_SILENT = N_(
    "Die {lessen} tellen niet mee. Waar alleen wordt geregistreerd wie er niet is, gebeurt dat pas "
    "als er, gezien de {klas} en de school, minstens zeven meldingen te verwachten waren; een "
    "korter gat telt als aanwezigheid."
)

KINDS: dict[str, Kind] = {
    "school_below": Kind(
        "stops",
        N_("Van de hele school is te weinig geregistreerd."),
        N_("procent van de {lessen} geregistreerd"),
        N_("Over de hele export ligt de registratie onder de lijn voor volledigheid."),
        N_("Er is geen enkele piramide te maken. {line}"),
        N_(
            "Controleer of de export alle {klassen} en alle weken bevat, en vraag hoe er wordt "
            "geregistreerd. De lijn zelf is een instelling: volledigheid in proeftuinen.toml."
        ),
    ),
    "window_below": Kind(
        "stops",
        N_("In een venster van de vergelijking is op school te weinig geregistreerd."),
        N_("vensters"),
        N_("In de eerste of de laatste schooldagen van de periode ligt de school onder de lijn."),
        N_("Voor en na zijn niet te vergelijken. {line}"),
        N_("Haal een completere export op, of kies in proeftuinen.toml een andere periode."),
    ),
    "month_below": Kind(
        "changes",
        N_("Maanden waarin op school te weinig is geregistreerd."),
        N_("maanden"),
        N_("In deze maanden ligt de school als geheel onder de lijn voor volledigheid."),
        N_("Deze maanden krijgen geen piramide. {line}"),
        N_("Vul de registratie aan en exporteer opnieuw, of zet vrije dagen bij eigen_dagen."),
    ),
    "class_below": Kind(
        "changes",
        N_("{Klassen} die in een maand onder de lijn voor volledigheid liggen."),
        N_("keer een {klas} in een maand"),
        N_("Van deze {klassen} is in die maand te weinig geregistreerd om er iets over te zeggen."),
        N_(
            "De {klas} krijgt in die maand geen piramide en telt niet mee in die van de school; de "
            "leerlingen staan bij ‘geen tier’."
        ),
        N_("Vraag de mentor om de ontbrekende weken alsnog in te vullen en exporteer opnieuw."),
    ),
    "silent_school_weeks": Kind(
        "changes",
        N_("Weken waarin niemand op school iets registreerde."),
        N_("weken"),
        N_("Volgens het rooster was er les, maar er is geen enkele registratie."),
        N_(
            "Deze weken tellen niet mee. Was het een vrije week, dan klopt het rooster niet; was "
            "er les, dan ontbreekt een deel van de export."
        ),
        N_(
            "Was de school dicht? Zet de dagen bij eigen_dagen in proeftuinen.toml. Was er les? "
            "Exporteer die weken opnieuw."
        ),
    ),
    "silent_weeks": Kind(
        "changes",
        N_("Weken waarin in een {klas} niets is geregistreerd."),
        N_("keer een {klas} in een week"),
        N_("In de hele week is voor geen enkele leerling van de {klas} iets ingevuld."),
        _SILENT,
        N_(
            "Was de {klas} op kamp of op stage, dan is er niets te doen. Is de registratie "
            "vergeten, vul haar dan alsnog in en exporteer opnieuw. Was echt iedereen er? Zet die "
            "weken bij gecontroleerd in proeftuinen.toml."
        ),
    ),
    "unobserved_weeks": Kind(
        "changes",
        N_("Weken waarin volgens de export zelf in een {klas} niet is geregistreerd."),
        N_("keer een {klas} in een week"),
        N_(
            "Docenten registreren hier ook wie er is, en in die {lessen} is niemand waargenomen; "
            "of de week ligt buiten de exportperiode."
        ),
        N_("Die {lessen} tellen niet mee, want wie er was, is niet vastgelegd."),
        N_(
            "Vul de {lessen} alsnog in en exporteer die weken opnieuw. Een regel bij gecontroleerd "
            "helpt hier niet: wat de export zelf zegt, gaat voor."
        ),
    ),
    "said_in_vain": Kind(
        "changes",
        N_("Dagen bij gecontroleerd of niet_geregistreerd die niets veranderen."),
        N_("perioden"),
        N_(
            "In die dagen liggen geen {lessen} van dit register, of de export zegt zelf al dat er "
            "niet is geregistreerd."
        ),
        N_("Wat de school van haar registratie zegt, telt zo niet mee."),
        N_(
            "Controleer het jaar, de datums en de {klassen} in proeftuinen.toml. Horen de dagen "
            "bij een ander schooljaar, haal de regel dan weg. Is daar niemand waargenomen, vul de "
            "{lessen} dan in en exporteer opnieuw."
        ),
    ),
    "silent_places": Kind(
        "changes",
        N_("Vaste momenten waarop in een {klas} lang niets is geregistreerd."),
        N_("vaste momenten"),
        N_(
            "Op deze plaats in het rooster staat week na week niets, terwijl de {klas} op andere "
            "momenten in die weken wel meldingen heeft."
        ),
        N_(
            "Die {lessen} tellen niet mee: er waren daar minstens negen meldingen te verwachten, "
            "dus waarschijnlijk registreert daar niemand."
        ),
        N_(
            "Vraag wie daar lesgeeft om te registreren. Is er dan geen les (stage), haal die "
            "{lessen} uit het rooster. Was echt iedereen er? Zet ze bij gecontroleerd in "
            "proeftuinen.toml."
        ),
    ),
    "assumed_weeks": Kind(
        "information",
        N_("Weken waarin in een {klas} niemand een melding had, en die meetellen."),
        N_("keer een {klas} in een week"),
        N_(
            "Of iedereen er was of dat niemand iets invulde, is uit de cijfers niet te zien: "
            "daarvoor is het gat te kort."
        ),
        N_(
            "Zij tellen als aanwezigheid. Bij de piramide staat wat zij zou zijn als er in die "
            "weken niet was geregistreerd."
        ),
        N_(
            "Weet de school dat ze zijn nagekeken, of juist niet ingevuld? Zet ze bij "
            "gecontroleerd of niet_geregistreerd in proeftuinen.toml. Wordt altijd alles ingevuld, "
            "zet dan volledig_geregistreerd = true."
        ),
    ),
    "provisional_weeks": Kind(
        "information",
        N_("Weken na de laatste week waarin alle {klassen} registreerden."),
        N_("weken"),
        N_("Aan het eind van de export zijn nog niet alle {klassen} ingevuld."),
        N_("Piramides over deze weken zijn voorlopig en kunnen nog veranderen."),
        N_("Exporteer over twee weken opnieuw, of eindig met de laatste volledige week."),
    ),
    "recent_days": Kind(
        "information",
        N_("Schooldagen in de laatste twee weken voor de export."),
        N_("schooldagen"),
        N_(
            "Verzuim zonder bericht krijgt vaak later nog een reden, en fouten worden later "
            "hersteld."
        ),
        N_(
            "Voor de tiers telt de reden niet; voor de soorten verzuim wel. Deze dagen zijn "
            "voorlopig."
        ),
        N_("Niets te doen; een volgende export maakt ze definitief."),
    ),
    "code_use": Kind(
        "changes",
        N_("Codes die van de ene maand op de andere anders worden gebruikt."),
        N_("codes"),
        N_(
            "Zo’n sprong komt zelden door leerlingen en meestal door een afspraak: een nieuwe "
            "code, een code die vervalt, of andere instructies."
        ),
        N_(
            "Een piramide van voor en een van na de verandering meten niet hetzelfde. Telt de ene "
            "code wel als verzuim en de andere niet, dan verschuiven de tiers zonder dat iemand "
            "meer of minder kwam."
        ),
        N_(
            "Vraag de administratie wat er in die maand veranderde, en vergelijk liever binnen de "
            "tijd ervoor of erna."
        ),
    ),
    "guessed_codes": Kind(
        "changes",
        N_("Codes waarvan proeftuin de betekenis heeft geraden."),
        N_("registraties"),
        N_("In het codeboek staat bij deze codes nagegaan = nee: niemand heeft ze bevestigd."),
        N_("Is een gok fout, dan telt verzuim niet mee, of telt iets mee wat geen verzuim is."),
        N_("Loop deze codes na met de school, en zet bij nagegaan dan ja."),
        of_pupils=True,
    ),
    "unexplained_share": Kind(
        "information",
        N_("De verhouding tussen ‘zonder bericht’ en ‘ziek’ verandert plotseling."),
        N_("verandering"),
        N_(
            "Vanaf een maand heet een ander deel van de afwezigheid ziek in plaats van "
            "onverklaard, of andersom."
        ),
        N_(
            "Voor de tiers telt de reden niet. De soorten verzuim van voor en na zijn niet te "
            "vergelijken."
        ),
        N_("Vraag hoe ziekmeldingen sinds die maand worden verwerkt."),
    ),
    "unused_codes": Kind(
        "information",
        N_("Codes in het codeboek die niemand gebruikte."),
        N_("codes"),
        N_("De code staat in het codeboek, maar in geen enkele registratie."),
        N_(
            "De piramide verandert er niet door. Ontbreekt een code die wel in gebruik is, dan is "
            "de export onvolledig."
        ),
        N_("Herkent u een code die wel in gebruik is? Exporteer opnieuw, met alle codes."),
    ),
    "old_unexplained": Kind(
        "information",
        N_("Veel afwezigheid is na twee weken nog zonder bericht."),
        N_("procent van de afwezigheid"),
        N_("Van deze afwezigheid weet niemand de reden, terwijl er tijd was om die te vragen."),
        N_(
            "De tiers tellen haar mee. Een deel kan een vergissing zijn: de leerling was er, maar "
            "stond als afwezig."
        ),
        N_("Spreek af wie onverklaard verzuim binnen een week navraagt."),
    ),
    "busy_days": Kind(
        "changes",
        N_("Dagen met veel meer afwezigheid dan de dagen eromheen."),
        N_("dagen"),
        N_(
            "Was de hele school afwezig, dan was het waarschijnlijk een vrije dag, een uitje of "
            "een studiedag."
        ),
        N_(
            "Zo’n dag telt voor iedereen als gemist; in een maand van twintig dagen is dat al 5 "
            "procent."
        ),
        N_("Was de school dicht? Zet de dag bij eigen_dagen in proeftuinen.toml."),
    ),
    "quiet_days": Kind(
        "changes",
        N_("Dagen met veel minder afwezigheid dan de dagen eromheen."),
        N_("dagen"),
        N_("Waarschijnlijk is die dag maar een deel geregistreerd."),
        N_("Wie er niet was, telt die dag als aanwezig; de piramide wordt er te gunstig van."),
        N_("Vraag na wat er die dag was. Was er geen les? Zet de dag bij eigen_dagen."),
    ),
    "silent_weekday": Kind(
        "changes",
        N_("Een weekdag waarop nooit iets wordt geregistreerd."),
        N_("keer een {klas} op een weekdag"),
        N_("Op deze dag ontbreekt elke registratie, terwijl er volgens het rooster les is."),
        N_("Iedereen lijkt op die dag aanwezig; de piramide wordt er te gunstig van."),
        N_(
            "Is er die dag geen les (stage), haal die {lessen} dan uit het rooster. Is er wel "
            "les, dan ontbreekt er registratie."
        ),
    ),
    "no_possible": Kind(
        "changes",
        N_("Leerlingen die geen enkele dag les konden hebben."),
        N_("leerlingen"),
        N_(
            "Zij staan in de leerlingenlijst, maar hun {klas} had geen {lessen} zolang zij er "
            "waren."
        ),
        N_("Zij krijgen nooit een tier."),
        N_("Controleer de begin- en einddatums en de naam van de {klas}."),
        of_pupils=True,
    ),
    "under_six": Kind(
        "information",
        N_("Leerlingen die jonger zijn dan zes."),
        N_("leerlingen"),
        N_(
            "Wie vijf is, is leerplichtig maar mag een deel van de week thuisblijven; wie vier "
            "is, is niet leerplichtig."
        ),
        N_("Zij tellen mee in de piramide; hun verzuim kan toegestaan zijn."),
        N_("Let erop bij de piramides van de jongste groepen."),
        of_pupils=True,
    ),
}
