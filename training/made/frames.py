"""Ways to ask that fit every noun phrase, and the nouns of table rows."""

import random

from training.made.lexicon import Entry, Phrase, lexicon
from training.made.model import Language

PLAIN: dict[Language, tuple[str, ...]] = {
    "en": (
        "What is {np}?",
        "What is {np}?",
        "What's {np}?",
        "Can you tell me {np}?",
        "{bare}?",
        "Give me {np}.",
        "I need {np}",
        "Could you look up {np}?",
        "What does it say for {np}?",
    ),
    "de": (
        "Wie lautet {np}?",
        "Wie lautet {np}?",
        "Was ist {np}?",
        "{bare}?",
        "Was steht als {bare} da?",
        "Was ist als {bare} angegeben?",
    ),
    "fr": (
        "{quel} est {np} ?",
        "{quel} est {np} ?",
        "C'est quoi {np} ?",
        "{bare} ?",
        "Donne-moi {np}",
        "Pouvez-vous m'indiquer {np} ?",
        "Qu'est-ce qui est indiqué comme {bare} ?",
    ),
    "es": (
        "¿Cuál es {np}?",
        "¿Cuál es {np}?",
        "{bare}",
        "¿{bare}?",
        "Dime {np}",
        "¿Qué pone como {bare}?",
        "¿Me puede indicar {np}?",
    ),
    "it": (
        "Qual è {np}?",
        "Qual è {np}?",
        "{bare}?",
        "Dimmi {np}",
        "Mi può indicare {np}?",
        "Cosa risulta come {bare}?",
    ),
    "nl": (
        "Wat is {np}?",
        "Wat is {np}?",
        "{bare}?",
        "Geef me {np}",
        "Kun je me {np} geven?",
        "Wat staat er als {bare}?",
        "Wat is {np} hier?",
    ),
    "pt": (
        "Qual é {np}?",
        "Qual é {np}?",
        "{bare}?",
        "Diga-me {np}",
        "Pode indicar-me {np}?",
        "O que consta como {bare}?",
    ),
}
WHO: dict[Language, tuple[str, ...]] = {
    "en": ("Who is {np}?", "Who is {np}?", "Who's {np}?", "{bare}?", "Who is named as {np}?"),
    "de": ("Wer ist {np}?", "Wer ist {np}?", "Wie heißt {np}?", "{bare}?", "Wer ist hier {np}?"),
    "fr": ("Qui est {np} ?", "Qui est {np} ?", "Comment s'appelle {np} ?", "{bare} ?", "C'est qui, {np} ?"),
    "es": ("¿Quién es {np}?", "¿Quién es {np}?", "¿Cómo se llama {np}?", "¿{bare}?"),
    "it": ("Chi è {np}?", "Chi è {np}?", "Come si chiama {np}?", "{bare}?"),
    "nl": ("Wie is {np}?", "Wie is {np}?", "Hoe heet {np}?", "{bare}?"),
    "pt": ("Quem é {np}?", "Quem é {np}?", "Como se chama {np}?", "{bare}?"),
}
AMOUNT: dict[Language, tuple[str, ...]] = {
    "en": ("How much is {np}?", "How high is {np}?"),
    "de": ("Wie hoch ist {np}?", "Wie hoch ist {np}?"),
    "fr": ("À combien s'élève {np} ?",),
    "es": ("¿A cuánto asciende {np}?", "¿De cuánto es {np}?"),
    "it": ("A quanto ammonta {np}?",),
    "nl": ("Hoe hoog is {np}?", "Hoeveel bedraagt {np}?"),
    "pt": ("Quanto é {np}?", "De quanto é {np}?"),
}
CELL: dict[Language, tuple[str, ...]] = {
    "en": (
        "What is {np} for {r}?",
        "What's {np} for {r}?",
        "{bare} for {r}?",
        "{bare} {r}",
        "{r}: {bare}?",
        "What does it give as {np} for {r}?",
    ),
    "de": (
        "Wie lautet {np} für {r}?",
        "Was ist {np} bei {r}?",
        "{r}: {bare}?",
        "{bare} {r}?",
        "Was steht bei {r} als {bare}?",
    ),
    "fr": (
        "{quel} est {np} pour {r} ?",
        "{quel} est {np} pour {r} ?",
        "{bare} pour {r} ?",
        "{r} : {bare} ?",
        "C'est quoi {np} pour {r} ?",
    ),
    "es": ("¿Cuál es {np} para {r}?", "¿Cuál es {np} en {r}?", "{r}: ¿{bare}?", "{bare} de {r}"),
    "it": ("Qual è {np} per {r}?", "{r}: {bare}?", "{bare} {r}?", "Per {r}, qual è {np}?"),
    "nl": ("Wat is {np} voor {r}?", "Wat is {np} bij {r}?", "{r}: {bare}?", "{bare} {r}?"),
    "pt": ("Qual é {np} para {r}?", "Qual é {np} em {r}?", "{r}: {bare}?", "{bare} de {r}"),
}
WHICH: dict[Language, tuple[str, ...]] = {
    "en": (
        "Which {row} has {x} as its {bare}?",
        "Which {row} is listed with {x}?",
        "{bare} {x}: which {row}?",
        "For which {row} is {np} {x}?",
    ),
    "de": (
        "Welche{m} {row} hat als {bare} {x}?",
        "{bare} {x} – welche{m} {row} ist das?",
        "Welche{m} {row} ist mit {x} aufgeführt?",
    ),
    "fr": ("{quelrow} {row} a {x} comme {bare} ?", "{x} comme {bare} : {quelrow} {row} ?"),
    "es": ("¿Qué {row} tiene {x} como {bare}?", "¿Qué {row} figura con {x}?"),
    "it": ("Quale {row} ha {x} come {bare}?", "Quale {row} è indicato con {x}?"),
    "nl": ("Welk{m} {row} heeft {x} als {bare}?", "Welk{m} {row} staat er met {x}?"),
    "pt": ("Que {row} tem {x} como {bare}?", "Qual {row} aparece com {x}?"),
}
MOST: dict[Language, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("Which {row} has the highest {bare}?", "Where is {np} highest?", "{row} with the highest {bare}"),
        ("Which {row} has the lowest {bare}?", "Where is {np} lowest?"),
    ),
    "de": (
        ("Welche{m} {row} hat {den} höchste{n} {bare}?", "Bei wem oder was ist {np} am höchsten?"),
        ("Welche{m} {row} hat {den} niedrigste{n} {bare}?",),
    ),
    "fr": (("{quelrow} {row} a {np} {le} plus élevé{e} ?",), ("{quelrow} {row} a {np} {le} plus bas{se} ?",)),
    "es": (("¿Qué {row} tiene {np} más alt{o}?",), ("¿Qué {row} tiene {np} más baj{o}?",)),
    "it": (("Quale {row} ha {np} più alt{o}?",), ("Quale {row} ha {np} più bass{o}?",)),
    "nl": (("Welk{m} {row} heeft {de} hoogste {bare}?",), ("Welk{m} {row} heeft {de} laagste {bare}?",)),
    "pt": (("Que {row} tem {np} mais alt{o}?",), ("Que {row} tem {np} mais baix{o}?",)),
}
# Nouns of rows with their gender; Italian nouns are masculine so that "indicato" agrees.
ROWS: dict[str, dict[Language, tuple[str, str]]] = {
    "item": {
        "en": ("item", "n"),
        "de": ("Artikel", "m"),
        "fr": ("article", "m"),
        "es": ("artículo", "m"),
        "it": ("articolo", "m"),
        "nl": ("artikel", "n"),
        "pt": ("artigo", "m"),
    },
    "service": {
        "en": ("service", "n"),
        "de": ("Leistung", "f"),
        "fr": ("prestation", "f"),
        "es": ("servicio", "m"),
        "it": ("servizio", "m"),
        "nl": ("dienst", "f"),
        "pt": ("serviço", "m"),
    },
    "person": {
        "en": ("person", "n"),
        "de": ("Person", "f"),
        "fr": ("personne", "f"),
        "es": ("persona", "f"),
        "it": ("nominativo", "m"),
        "nl": ("persoon", "f"),
        "pt": ("pessoa", "f"),
    },
    "test": {
        "en": ("test", "n"),
        "de": ("Laborwert", "m"),
        "fr": ("analyse", "f"),
        "es": ("parámetro", "m"),
        "it": ("esame", "m"),
        "nl": ("bepaling", "f"),
        "pt": ("exame", "m"),
    },
    "entry": {
        "en": ("entry", "n"),
        "de": ("Position", "f"),
        "fr": ("poste", "m"),
        "es": ("concepto", "m"),
        "it": ("movimento", "m"),
        "nl": ("post", "f"),
        "pt": ("item", "m"),
    },
    "team": {
        "en": ("team", "n"),
        "de": ("Mannschaft", "f"),
        "fr": ("équipe", "f"),
        "es": ("equipo", "m"),
        "it": ("club", "m"),
        "nl": ("team", "n"),
        "pt": ("time", "m"),
    },
    "class": {
        "en": ("course", "n"),
        "de": ("Kurs", "m"),
        "fr": ("cours", "m"),
        "es": ("curso", "m"),
        "it": ("corso", "m"),
        "nl": ("les", "f"),
        "pt": ("curso", "m"),
    },
    "region": {
        "en": ("region", "n"),
        "de": ("Region", "f"),
        "fr": ("région", "f"),
        "es": ("región", "f"),
        "it": ("territorio", "m"),
        "nl": ("regio", "f"),
        "pt": ("região", "f"),
    },
    "register": {
        "en": ("register", "n"),
        "de": ("Register", "n"),
        "fr": ("registre", "m"),
        "es": ("registro", "m"),
        "it": ("registro", "m"),
        "nl": ("register", "n"),
        "pt": ("registo", "m"),
    },
}


NAMES = frozenset(("family_name", "given_name", "card_name"))
"""Meanings that are names themselves: nobody asks who they are."""


def _grammar(language: Language, phrase: Phrase, row: str | None) -> dict[str, str]:
    noun, gender = ROWS[row][language] if row else ("", "n")
    masculine = phrase.gender == "m"
    return {
        "np": phrase.whole,
        "bare": phrase.bare,
        "row": noun,
        "quel": "Quel" if masculine else "Quelle",
        "quelrow": "Quel" if gender == "m" else "Quelle",
        "m": ({"m": "r", "n": "s"}.get(gender, "") if language == "de" else "" if gender == "n" else "e"),
        "den": {"m": "den", "f": "die", "n": "das"}[phrase.gender],
        "n": "n" if masculine else "",
        "le": "le" if masculine else "la",
        "e": "" if masculine else "e",
        "se": "" if masculine else "se",
        "o": "o" if masculine else "a",
        "de": "het" if phrase.gender == "n" else "de",
    }


def _capital(text: str) -> str:
    if text.startswith("¿"):
        return "¿" + text[1:2].upper() + text[2:]
    return text[:1].upper() + text[1:]


def ask(rng: random.Random, language: Language, meaning: str, kind: str, slots: dict[str, str]) -> str | None:
    """A question about a meaning, or None where the language has no words for it."""
    entry: Entry | None = lexicon(language).get(meaning)
    if entry is None:
        return None
    mode = slots.get("mode")
    if mode in ("which", "most", "least"):
        if not entry.phrases:
            return None
        phrase = rng.choice(entry.phrases[:2])
        pool = WHICH[language] if mode == "which" else MOST[language][0 if mode == "most" else 1]
        if "exact" in slots:
            pool = tuple(text for text in pool if "{bare}" in text or "{np}" in text)
        template = rng.choice(pool)
        return _capital(template.format(**_grammar(language, phrase, slots["rows"]), x=slots.get("x", "")))
    cell = "r" in slots
    own = entry.cells if cell else entry.questions
    if "y" in slots:
        own = tuple(text for text in own if "{y}" in text)
        return _capital(rng.choice(own).format(**slots)) if own else None
    if own and (not entry.phrases or (cell and kind == "name") or rng.random() < 0.62):
        return _capital(rng.choice(own).format(**slots))
    if not entry.phrases:
        return None
    phrase = rng.choice(entry.phrases)
    frames = CELL[language] if cell else WHO[language] if kind == "name" and meaning not in NAMES else PLAIN[language]
    if kind == "amount" and not cell:
        frames = frames + AMOUNT[language] * 2
    template = rng.choice(frames)
    if not cell and entry.labels and rng.random() < 0.12:
        text = rng.choice(entry.labels)
        return text if rng.random() < 0.5 else f"{text}{' ' if language == 'fr' else ''}?"
    return _capital(template.format(**_grammar(language, phrase, None), r=slots.get("r", "")))
