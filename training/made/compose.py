"""Makes a document and its questions from a script."""

import random
import re

from training.made.model import (
    LANGUAGES,
    Block,
    Field,
    Heading,
    Items,
    Language,
    Lines,
    Made,
    Paragraph,
    Part,
    Question,
    Run,
    Table,
)
from training.made.prose_values import ProseValues
from training.made.script import Asked, Script, Step, read
from training.made.template import Choice, Keyed, Nodes, Repeat, Value, alternatives

_ELISION = re.compile(r"\b([dD]e|[qQ]ue|[jJ]usque) (?=[aeiouhéèêâœAEIOUÉ])")
_NUMBERS: dict[Language, tuple[str, ...]] = {
    "en": ("{}.", "§ {}", "Article {}", "Clause {}", "Section {}.", "{}"),
    "de": ("{}.", "§ {}", "§ {}", "Artikel {}", "Ziffer {}", "{}"),
    "fr": ("{}.", "Article {}", "Article {} -", "Art. {}", "{}"),
    "es": ("{}.", "Artículo {}.", "Cláusula {}.", "Art. {}", "{}.-"),
    "it": ("{}.", "Art. {}", "Articolo {} -", "Art. {} -", "{}"),
    "nl": ("{}.", "Artikel {}", "Artikel {}.", "Art. {}", "{}"),
    "pt": ("{}.", "Artigo {}.º", "Cláusula {}ª -", "Art. {}", "{}"),
}


class Missing(Exception):
    """A question speaks of a value that the document does not have."""


class Composer:
    """The making of one document."""

    def __init__(self, rng: random.Random, language: Language, script: Script) -> None:
        self.rng = rng
        self.language = language
        self.script = script
        self.values = ProseValues(rng, language, script)
        self.named: dict[str, float] = {}
        self.counts: dict[str, int] = {}
        self.keys: set[str] = set()
        self.asking: Language | None = None
        self.inventing = False

    def parts(self, nodes: Nodes, index: str = "", key: str | None = None) -> list[Part]:
        """The text of a template as parts."""
        found: list[Part] = []
        for node in nodes:
            if isinstance(node, str):
                found.append(Part(node, key))
            elif isinstance(node, Value):
                found.append(Part(self._value(node, index), key))
            elif isinstance(node, Choice):
                found.extend(self.parts(node.options[self._option(node, index)], index, key))
            elif isinstance(node, Keyed):
                text = "".join(part.text for part in self.parts(node.nodes, index)).strip()
                found.append(self._keyed(text, node.key.replace("@", index)))
                self._count(node.key, index)
            else:
                found.extend(self._repeat(node))
        return found

    def _keyed(self, text: str, key: str) -> Part:
        if key in self.keys:
            raise ValueError(f"{self.script.name} {self.language}: the key {key} stands twice")
        self.keys.add(key)
        return Part(text, key)

    def _count(self, key: str, index: str) -> None:
        if "@" in key:
            self.counts[key] = int(index) + 1

    def _repeat(self, node: Repeat) -> list[Part]:
        number = self.rng.randint(node.low, node.high)
        found: list[Part] = []
        for place in range(number):
            if place:
                found.append(Part(node.last if place == number - 1 else node.separator))
            found.extend(self.parts(node.nodes, str(place)))
        return found

    def _value(self, node: Value, index: str) -> str:
        tag = node.tag.replace("@", index) if node.tag else None
        if self.asking and not self.inventing and not self.values.has(node.type, tag):
            raise Missing(node.type)
        return self.values.get(node.type, node.low, node.high, tag).write(self.asking or self.language)

    def _option(self, node: Choice, index: str) -> int:
        if node.name is None:
            return self.rng.randrange(len(node.options))
        if node.name.startswith("@"):
            return 0 if self.values.man(node.name[1:].replace("@", index)) else 1
        name = node.name.replace("@", index)
        if name not in self.named:
            if self.asking and not self.inventing:
                raise Missing(name)
            self.named[name] = self.rng.random()
        return int(self.named[name] * len(node.options))

    def text(self, template: str, index: str = "") -> list[Part]:
        """One of the alternatives of a line, as tidy parts."""
        return tidy(self.parts(self.rng.choice(alternatives(template)), index), self.language)

    def blocks(self) -> list[Block]:
        """The document's blocks."""
        sections: list[list[Step]] = [[]]
        for step in self.script.steps:
            if step.type == "S":
                sections.append([])
            sections[-1].append(step)
        first, rest = sections[0], sections[1:]
        kept = [one for one in rest if not one[0].droppable or self.rng.random() < 0.72]
        places = [place for place, one in enumerate(kept) if one[0].movable]
        moved = [kept[place] for place in places]
        self.rng.shuffle(moved)
        for place, section in zip(places, moved, strict=True):
            kept[place] = section
        style = self.rng.choice(_NUMBERS[self.language]) if "numbered" in self.script.options else ""
        inner = self.rng.choice(("", "", "({1})", "{0}.{1}")) if style else ""
        out: list[Block] = []
        self._section(first, out, "", "", 0)
        for number, section in enumerate(kept, 1):
            self._section(section, out, style.format(number) if style else "", inner, number)
        return out

    def _section(self, steps: list[Step], out: list[Block], label: str, inner: str, section: int) -> None:
        paragraphs = 0
        listed: list[Run] = []
        for step in steps:
            template = step.texts.get(self.language)
            if template is None or (step.type != "S" and step.droppable and self.rng.random() < 0.3):
                continue
            if step.type in "io":
                if not (out and isinstance(out[-1], Items) and out[-1].items is listed):
                    listed = []
                    out.append(Items(listed, step.type == "o"))
                for number in range(self.rng.randint(step.low, step.high)):
                    listed.append(self.text(template, str(number)))
            elif step.type == "A":
                out.append(Table([flat(self.text(cell)) for cell in template.split(";;")], ()))
            elif step.type == "c":
                table = out[-1]
                assert isinstance(table, Table)
                grid = list(table.rows)
                grid += [
                    [self.text(cell, str(number)) for cell in template.split(";;")]
                    for number in range(self.rng.randint(step.low, step.high))
                ]
                out[-1] = Table(table.header, grid)
            elif step.type in "TSH":
                run = self.text(template)
                if step.type == "S" and label:
                    run = [Part(label + " "), *run]
                out.append(Heading(run, {"T": 0, "S": 1, "H": 2}[step.type]))
            elif step.type == "L":
                line = self.rng.choice(template.split(" || "))
                found = [self.text(one) for one in line.split("//")]
                out.append(Lines([one for one in found if flat(one)]))
            elif step.type == "F":
                name, _, value = template.partition("::")
                out.append(Field(self.text(name), self.text(value)))
            elif step.type == "+" and out and isinstance(out[-1], Paragraph):
                out[-1] = Paragraph([*out[-1].run, Part(" "), *self.text(template)])
            else:
                for number in range(self.rng.randint(step.low, step.high)):
                    run = self.text(template, str(number))
                    paragraphs += 1
                    if inner:
                        run = [Part(inner.format(section, paragraphs) + " "), *run]
                    out.append(Paragraph(run))

    def questions(self) -> list[Question]:
        """The document's questions: most are answered by it, some are not."""
        here: list[tuple[Asked, tuple[str, ...], str]] = []
        absent: list[Asked] = []
        for asked in self.script.asked:
            if not asked.first:
                absent.append(asked)
                continue
            found = self._found(asked)
            if found is not None:
                here.append((asked, *found))
                if "@" in asked.first and (other := self._found(asked)) != found and other is not None:
                    here.append((asked, *other))
            elif not asked.only_if_present and "@" not in asked.first:
                absent.append(asked)
        wanted = min(self.rng.randint(6, 20), len(here))
        made: dict[str, Question] = {}
        for asked, keys, index in self.rng.sample(here, wanted):
            self._ask(asked, keys, index, made)
            if self.rng.random() < 0.25:
                self._ask(asked, keys, index, made)
        if absent:
            self.inventing = True
            number = max(1, round(len(made) * self.rng.uniform(0.1, 0.24)))
            for asked in self.rng.choices(absent, k=number + 1):
                self._ask(asked, (), "", made)
        out = list(made.values())
        self.rng.shuffle(out)
        return out

    def _found(self, asked: Asked) -> tuple[tuple[str, ...], str] | None:
        if asked.first.endswith("*"):
            number = self.counts.get(asked.first[:-1] + "@", 0)
            if not number:
                return None
            first, last = (asked.first[:-1] + str(place) for place in (0, number - 1))
            return ((first, last) if number > 1 else (first,)), ""
        index = ""
        if "@" in asked.first:
            number = self.counts.get(asked.first, 0)
            if not number:
                return None
            index = str(self.rng.randrange(number))
        keys = [asked.first.replace("@", index)] + ([asked.last.replace("@", index)] if asked.last else [])
        return (tuple(keys), index) if all(key in self.keys for key in keys) else None

    def _ask(self, asked: Asked, keys: tuple[str, ...], index: str, made: dict[str, Question]) -> None:
        rolled = self.rng.random()
        language: Language = self.language if rolled < 0.6 else "en" if rolled < 0.85 else self.rng.choice(LANGUAGES)
        template = asked.texts.get(language)
        if template is None:
            return
        self.asking = language
        try:
            nodes = self.rng.choice(alternatives(template))
            text = flat(tidy(self.parts(nodes, index), language))
        except Missing:
            return
        finally:
            self.asking = None
        text = varied(text, self.rng)
        made.setdefault(text.lower(), Question(text, language, keys, asked.kind))


def flat(run: Run) -> str:
    """The text of a run."""
    return "".join(part.text for part in run).strip()


def tidy(parts: list[Part], language: Language) -> list[Part]:
    """Parts without doubled blanks, with French elisions, large letters where sentences begin."""
    out: list[Part] = []
    last = " "
    for text, key in parts:
        text = re.sub(r"  +", " ", text)
        if last.endswith(" ") and text.startswith(" "):
            text = text.lstrip(" ")
        if last == "." and text.startswith("."):
            text = text[1:]
        if language == "fr":
            text = _ELISION.sub(lambda found: found[1][:-1] + "'", text)
            if re.match(r"[aeiouhéèêâœAEIOUÉ]", text) and (
                cut := re.search(r"\b([dD]e|[qQ]ue) $", out[-1].text if out else "")
            ):
                before = out[-1]
                if before.key is None:
                    out[-1] = Part(before.text[: cut.end() - 2] + "'", None)
        if not text:
            continue
        if key is None and out and out[-1].key is None:
            out[-1] = Part(out[-1].text + text, None)
        else:
            out.append(Part(text, key))
        last = text[-1]
    if out:
        out[0] = Part(out[0].text.lstrip(" "), out[0].key)
        out[-1] = Part(out[-1].text.rstrip(" "), out[-1].key)
    return out


def varied(text: str, rng: random.Random) -> str:
    """A question as people type it: now and then without its mark, in small letters, with a slip."""
    text = text[:1].upper() + text[1:]
    if rng.random() < 0.2:
        text = text.rstrip("? ").lstrip("¿")
    if rng.random() < 0.15:
        text = text.lower()
    if rng.random() < 0.05:
        words = text.split(" ")
        place = rng.randrange(len(words))
        word = words[place]
        if len(word) > 4 and word.isalpha() and word.islower():
            cut = rng.randrange(1, len(word) - 2)
            words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        text = " ".join(words)
    return text


def compose(name: str, rng: random.Random, language: Language) -> Made:
    """A document of the script of that name."""
    composer = Composer(rng, language, read(name))
    blocks = composer.blocks()
    return Made(name, language, blocks, composer.questions())
