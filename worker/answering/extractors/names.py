"""Words that company names end in, and words of streets."""

import re

_LEGAL_FORMS = {
    "Australia, South Africa": "pty proprietary",
    "Austria, Germany, Switzerland": "gmbh ag kg ohg gbr",
    "Belgium, Netherlands": r"b\.?v n\.?v bvba",
    "Brazil, Portugal": "ltda lda",
    "Czechia, Slovakia": r"s\.r\.o",
    "Denmark, Norway, Sweden, Finland": "aps oy oyj",
    "France": r"s\.?a\.?s? sarl eurl",
    "India, Pakistan": "pvt",
    "Indonesia, Malaysia, Singapore": "pte sdn bhd berhad tbk",
    "Italy": r"s\.?r\.?l s\.?p\.?a",
    "Poland": r"sp\.?\s?z\s?o\.?o",
    "Spain, Latin America": r"s\.?l\.?u? s\.?a\.?(?:\sde\sc\.?v)?",
    "United Kingdom, Ireland": "ltd limited plc llp",
    "United States": "inc incorporated llc corp corporation company",
}
"""Abbreviated legal forms, the frequent ones of each country in the Entity Legal Forms list (ISO 20275)."""

_BUSINESSES = (
    "restaurant cafe store stores shop supermarket market hotel pharmacy bank bakery bros sons enterprise enterprises"
)
LEGAL_FORM = re.compile(rf"\b(?:{'|'.join(' '.join([*_LEGAL_FORMS.values(), _BUSINESSES]).split())})\b", re.I)
"""A word by which a line may be known for a company's name."""

_STREETS = {
    "English": r"street st road rd avenue ave lane ln drive dr boulevard blvd square court way highway place"
    r" p\.?o\.?\s?box suite unit level floor block building plaza mall tower",
    "French": "rue chemin quai impasse",
    "German": r"\w*stra(?:ss|ß)e \w*str platz \w*weg allee",
    "Italian": "via viale piazza corso",
    "Malay, Indonesian": "jalan jln jl",
    "Dutch": r"\w*straat \w*laan \w*plein",
    "Polish": "ulica ul",
    "Portuguese, Spanish": "rua calle avenida praça carrera",
    "Swedish, Danish, Norwegian": r"\w*gatan \w*vägen \w*gade \w*gata \w*vej",
}
STREET = re.compile(rf"\b(?:no|{'|'.join(' '.join(_STREETS.values()).split())})\b\.?", re.I)
"""A word by which a line may be known for a part of an address."""
