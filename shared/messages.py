"""The message of a task as Celery makes it and Kombu keeps it in Redis, for the scripts that put it in a list.

It is made by those libraries themselves, once, with placeholders for what differs from task to task. Its body is plain
JSON, not base64, so that a script can write it.
"""

import json
from functools import lru_cache

from celery import Celery
from kombu import Exchange
from kombu import Queue as KombuQueue

QUEUE = "@QUEUE@"


@lru_cache(1)
def message_template() -> str:
    """The JSON of a message with ``@ID@``, ``@TASK@``, ``@QUEUE@``, ``@PRIORITY@``, ``@REQUEST@`` and ``@TAG@`` in it.

    Each stands in a JSON string, but for the priority, which is a number. The same in every process: the scripts
    contain it, and the server keeps each variant of a script.
    """
    app = Celery("docinsight", broker="memory://", set_as_current=False)
    with app.connection_for_write() as connection, connection.channel() as channel:
        channel.body_encoding = None
        queue = KombuQueue(QUEUE, Exchange(QUEUE), QUEUE)
        queue(channel).declare()
        app.send_task(
            "@TASK@",
            args=["@ID@"],
            task_id="@ID@",
            queue=queue,
            headers={"request_id": "@REQUEST@"},
            ignore_result=True,
            producer=app.amqp.Producer(channel),
        )
        message = channel.basic_get(QUEUE).serializable()
    message["body"] = message["body"].decode()
    message["headers"]["origin"] = message["properties"]["reply_to"] = "docinsight"
    message["properties"].update(priority="@PRIORITY@", delivery_tag="@TAG@")
    return json.dumps(message).replace('"@PRIORITY@"', "@PRIORITY@")
