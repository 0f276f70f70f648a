"""All kinds of records."""

from training.made.model import Kind
from training.made.records import goods, insurance, money, near, officers, orders, people, statements, tables, travel

KINDS: dict[str, Kind] = {
    **goods.KINDS,
    **insurance.KINDS,
    **money.KINDS,
    **near.KINDS,
    **officers.KINDS,
    **orders.KINDS,
    **people.KINDS,
    **statements.KINDS,
    **tables.KINDS,
    **travel.KINDS,
}
