"""All kinds of records."""

from training.made.model import Kind
from training.made.records import goods, insurance, money, orders, people, tables, travel

KINDS: dict[str, Kind] = {
    **goods.KINDS,
    **insurance.KINDS,
    **money.KINDS,
    **orders.KINDS,
    **people.KINDS,
    **tables.KINDS,
    **travel.KINDS,
}
