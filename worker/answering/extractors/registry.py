"""The extractors that are asked."""

from worker.answering.extractors.addresses import AddressExtractor
from worker.answering.extractors.base import Extractor
from worker.answering.extractors.dates import DateExtractor
from worker.answering.extractors.form_fields import FormFieldExtractor
from worker.answering.extractors.issuers import IssuerExtractor
from worker.answering.extractors.parties import PartyExtractor
from worker.answering.extractors.table_cells import TableCellExtractor
from worker.answering.extractors.titles import TitleExtractor
from worker.answering.extractors.totals import TotalExtractor

EXTRACTORS: tuple[Extractor, ...] = (
    TableCellExtractor(),
    FormFieldExtractor(),
    TitleExtractor(),
    PartyExtractor(),
    IssuerExtractor(),
    AddressExtractor(),
    DateExtractor(),
    TotalExtractor(),
)

NAMES = frozenset(extractor.name for extractor in EXTRACTORS)
"""The features that carry the strengths of extractions."""
