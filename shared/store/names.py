"""What the Lua scripts take from Python: names of keys, channels, tasks and lists, and the form of a message."""

from collections.abc import Iterable

from shared.kombu_internals import message_list
from shared.messages import message_template
from shared.store.keys import Channel, Key
from shared.tasks import TASKS, WAITING_QUEUES, Priority, Queue
from shared.webhook_secrets import OPEN_SPACE


def lua_names() -> str:
    """Lua tables and strings for the head of every script.

    ``keys.running`` is a string, ``keys.job`` a function of the job's id, ``channels`` likewise, ``tasks.notify`` a
    table of what a task record is made of; ``lists.documents`` has a queue's two lists of messages, ``ahead`` and
    ``in_turn``; ``WAITING_QUEUES`` has the queues of tasks that only wait. ``MESSAGE`` is a message with placeholders,
    ``OPEN_SPACE`` the space of all where there are no API keys.
    """
    rows = [
        f"  {task.name.partition('.')[2]} = {{name = '{task.name}', queue = '{task.queue}', id = '{task.id}'}},\n"
        for task in TASKS
    ]
    lists = [
        f"  {queue} = {{ahead = {_list(queue, Priority.HIGH)}, in_turn = {_list(queue, Priority.NORMAL)}}},\n"
        for queue in Queue
    ]
    return (
        f"local keys = {_templates(Key)}local channels = {_templates(Channel)}"
        f"local tasks = {{\n{''.join(rows)}}}\nlocal lists = {{\n{''.join(lists)}}}\n"
        f"local WAITING_QUEUES = {{{', '.join(f'{queue} = true' for queue in WAITING_QUEUES)}}}\n"
        f"local OPEN_SPACE, MESSAGE = '{OPEN_SPACE}', [==[{message_template()}]==]\n"
    )


def _list(queue: Queue, priority: Priority) -> str:
    return f"{{name = '{message_list(queue, priority)}', priority = {priority.value}}}"


def _templates(names: Iterable[Key | Channel]) -> str:
    rows = []
    for name in names:
        value = f"'{name.template}'"
        if name.template != name.pattern:
            value = f"function(...) return string.format({value}, ...) end"
        rows.append(f"  {name.name.lower()} = {value},\n")
    return "{\n" + "".join(rows) + "}\n"
