"""The names of keys, channels and tasks as the Lua scripts take them."""

from collections.abc import Iterable

from shared.store.keys import Channel, Key
from shared.tasks import TASKS


def lua_names() -> str:
    """Lua tables `keys`, `channels` and `tasks`, for the head of every script.

    ``keys.running`` is a string, ``keys.job`` a function of the job's id, ``tasks.notify`` a table of what a task
    record is made of.
    """
    rows = [
        f"  {task.name.partition('.')[2]} = {{name = '{task.name}', queue = '{task.queue}', id = '{task.id}'}},\n"
        for task in TASKS
    ]
    return f"local keys = {_templates(Key)}local channels = {_templates(Channel)}local tasks = {{\n{''.join(rows)}}}\n"


def _templates(names: Iterable[Key | Channel]) -> str:
    rows = []
    for name in names:
        value = f"'{name.template}'"
        if name.template != name.pattern:
            value = f"function(...) return string.format({value}, ...) end"
        rows.append(f"  {name.name.lower()} = {value},\n")
    return "{\n" + "".join(rows) + "}\n"
