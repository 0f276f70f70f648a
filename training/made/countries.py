"""How countries write names, numbers, dates and addresses. ``#`` stands for a digit, ``?`` for a capital letter."""

from training.made.model import Language

COUNTRIES: dict[Language, tuple[str, ...]] = {
    "en": ("US", "US", "GB"),
    "de": ("DE", "DE", "DE", "AT", "CH"),
    "fr": ("FR", "FR", "FR", "BE"),
    "es": ("ES", "ES", "MX"),
    "it": ("IT",),
    "nl": ("NL",),
    "pt": ("PT", "BR"),
}
FAKER_LOCALES = {
    "US": "en_US",
    "GB": "en_GB",
    "DE": "de_DE",
    "AT": "de_AT",
    "CH": "de_CH",
    "FR": "fr_FR",
    "BE": "fr_FR",
    "ES": "es_ES",
    "MX": "es_MX",
    "IT": "it_IT",
    "NL": "nl_NL",
    "PT": "pt_PT",
    "BR": "pt_BR",
}
CURRENCIES = {"US": ("$", "USD"), "GB": ("£", "GBP"), "CH": ("CHF", "CHF"), "MX": ("$", "MXN"), "BR": ("R$", "BRL")}
DIALING_CODES = {
    "US": "1",
    "GB": "44",
    "DE": "49",
    "AT": "43",
    "CH": "41",
    "FR": "33",
    "BE": "32",
    "ES": "34",
    "MX": "52",
    "IT": "39",
    "NL": "31",
    "PT": "351",
    "BR": "55",
}
TOP_LEVEL_DOMAINS = {"US": "com", "GB": "co.uk", "MX": "com.mx", "BR": "com.br"}
NUMERIC_DATES = {
    "US": ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d"),
    "GB": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"),
    "NL": ("%d-%m-%Y", "%d/%m/%Y"),
    "FR": ("%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y"),
}
NUMERIC_DATES_BY_LANGUAGE = {"de": ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")}
OTHER_NUMERIC_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y")
LONG_DATES: dict[str, tuple[str, ...]] = {
    "US": ("MMMM d, yyyy", "MMM d, yyyy"),
    "GB": ("d MMMM yyyy", "d MMM yyyy"),
    "en": ("d MMMM yyyy",),
    "de": ("d. MMMM yyyy", "d. MMM yyyy"),
    "es": ("d 'de' MMMM 'de' yyyy", "d MMM yyyy"),
    "pt": ("d 'de' MMMM 'de' yyyy",),
    "fr": ("d MMMM yyyy", "d MMM yyyy"),
    "it": ("d MMMM yyyy", "d MMM yyyy"),
    "nl": ("d MMMM yyyy", "d MMM yyyy"),
}
POSTCODES = {
    "US": "#####",
    "GB": "",
    "DE": "#####",
    "AT": "####",
    "CH": "####",
    "FR": "#####",
    "BE": "####",
    "ES": "#####",
    "MX": "#####",
    "IT": "#####",
    "NL": "#### ??",
    "PT": "####-###",
    "BR": "#####-###",
}
IBANS = {
    "GB": "GB## ???? #### #### #### ##",
    "FR": "FR## #### #### #### #### #### ###",
    "ES": "ES## #### #### #### #### ####",
    "IT": "IT## ?### #### #### #### #### ###",
    "NL": "NL## ???? #### #### ##",
    "PT": "PT50 #### #### #### #### #### #",
    "BE": "BE## #### #### ####",
    "AT": "AT## #### #### #### ####",
    "CH": "CH## #### #### #### #### #",
}
TAX_IDS = {
    "US": "##-#######",
    "GB": "GB### #### ##",
    "DE": "DE#########",
    "AT": "ATU########",
    "CH": "CHE-###.###.###",
    "FR": "FR## #########",
    "BE": "BE0### ### ###",
    "ES": "B########",
    "MX": "???######??#",
    "IT": "IT###########",
    "NL": "NL#########B##",
    "PT": "PT5########",
    "BR": "##.###.###/0001-##",
}
