# ruff: noqa: E501
"""Tables whose rows are named alike under every group of theirs, in the seven languages."""

from typing import NamedTuple

from training.made.words.things import seven


class Grouped(NamedTuple):
    """What one kind of table is about: its groups, its rows, and the meanings of its columns of values.

    ``percent`` says that the values are percentages; the others are amounts between ``low`` and ``high``.
    """

    groups: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    percent: bool
    low: float
    high: float


LOANS = Grouped(
    tuple(
        seven("""home loan, principal and interest|Wohnkredit mit Tilgung|prêt résidence principale avec amortissement|préstamo de vivienda con amortización|mutuo prima casa con ammortamento|woninglening met aflossing|crédito habitação com amortização
home loan, interest only|Wohnkredit, nur Zinsen|prêt résidence principale, intérêts seuls|préstamo de vivienda, solo intereses|mutuo prima casa, soli interessi|woninglening, aflossingsvrij|crédito habitação, só juros
investment loan, principal and interest|Anlagekredit mit Tilgung|prêt locatif avec amortissement|préstamo de inversión con amortización|mutuo per investimento con ammortamento|beleggingslening met aflossing|crédito de investimento com amortização
investment loan, interest only|Anlagekredit, nur Zinsen|prêt locatif, intérêts seuls|préstamo de inversión, solo intereses|mutuo per investimento, soli interessi|beleggingslening, aflossingsvrij|crédito de investimento, só juros
line of credit|Rahmenkredit|crédit renouvelable|línea de crédito|linea di credito|doorlopend krediet|linha de crédito""")
    ),
    tuple(
        seven("""variable rate|variabler Zins|taux variable|tipo variable|tasso variabile|variabele rente|taxa variável
1 year fixed|1 Jahr fest|fixe 1 an|fijo 1 año|fisso 1 anno|1 jaar vast|fixa 1 ano
2 years fixed|2 Jahre fest|fixe 2 ans|fijo 2 años|fisso 2 anni|2 jaar vast|fixa 2 anos
3 years fixed|3 Jahre fest|fixe 3 ans|fijo 3 años|fisso 3 anni|3 jaar vast|fixa 3 anos
5 years fixed|5 Jahre fest|fixe 5 ans|fijo 5 años|fisso 5 anni|5 jaar vast|fixa 5 anos
10 years fixed|10 Jahre fest|fixe 10 ans|fijo 10 años|fisso 10 anni|10 jaar vast|fixa 10 anos""")
    ),
    ("interest_rate", "effective_rate", "package_rate"),
    percent=True,
    low=0.9,
    high=7.9,
)

TICKETS = Grouped(
    tuple(
        seven("""adults|Erwachsene|adultes|adultos|adulti|volwassenen|adultos
children|Kinder|enfants|niños|bambini|kinderen|crianças
students|Studierende|étudiants|estudiantes|studenti|studenten|estudantes
seniors|Senioren|seniors|jubilados|anziani|senioren|seniores
families|Familien|familles|familias|famiglie|gezinnen|famílias
groups|Gruppen|groupes|grupos|gruppi|groepen|grupos""")
    ),
    tuple(
        seven("""single ticket|Einzelkarte|billet simple|billete sencillo|biglietto singolo|los kaartje|bilhete simples
day ticket|Tageskarte|billet journée|abono de un día|biglietto giornaliero|dagkaart|bilhete diário
evening ticket|Abendkarte|billet soirée|entrada de tarde|biglietto serale|avondkaart|bilhete noturno
ten-trip card|Zehnerkarte|carnet de dix|bono de diez|carnet da dieci|tienrittenkaart|caderneta de dez
monthly pass|Monatskarte|abonnement mensuel|abono mensual|abbonamento mensile|maandkaart|passe mensal
annual pass|Jahreskarte|abonnement annuel|abono anual|abbonamento annuale|jaarkaart|passe anual""")
    ),
    ("full_price", "weekend_price", "online_price"),
    percent=False,
    low=2,
    high=480,
)

ROOMS = Grouped(
    tuple(
        seven("""low season|Nebensaison|basse saison|temporada baja|bassa stagione|laagseizoen|época baixa
mid season|Zwischensaison|moyenne saison|temporada media|media stagione|tussenseizoen|época média
high season|Hauptsaison|haute saison|temporada alta|alta stagione|hoogseizoen|época alta
Christmas and New Year|Weihnachten und Silvester|Noël et Nouvel An|Navidad y Año Nuevo|Natale e Capodanno|kerst en oud en nieuw|Natal e Ano Novo""")
    ),
    tuple(
        seven("""single room|Einzelzimmer|chambre simple|habitación individual|camera singola|eenpersoonskamer|quarto individual
double room|Doppelzimmer|chambre double|habitación doble|camera doppia|tweepersoonskamer|quarto duplo
family room|Familienzimmer|chambre familiale|habitación familiar|camera familiare|familiekamer|quarto familiar
suite|Suite|suite|suite|suite|suite|suíte
holiday flat|Ferienwohnung|appartement de vacances|apartamento|appartamento vacanze|vakantieappartement|apartamento de férias
pitch for a tent|Zeltplatz|emplacement de tente|parcela para tienda|piazzola tenda|tentplaats|lugar para tenda""")
    ),
    ("night_price", "weekend_price", "week_price"),
    percent=False,
    low=18,
    high=640,
)

GROUPED = (LOANS, TICKETS, ROOMS)
