"""A server that speaks OpenAI's chat completions, as a process: ``python -m tests.system.language_model PORT``.

It is no language model. It claims the sentence of the passages in its prompt that shares most words with the question,
which it quotes, and makes up another. How it answers is named by the model that is asked for: ``tools``, ``plain``
(JSON in its text), ``prose`` (neither) or ``away`` (an error).
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MADE_UP = "The treaty of 1648 settled all of this for good."


def claims(prompt: str) -> list[dict[str, Any]]:
    question = set(re.findall(r"\w+", prompt.rpartition("Question: ")[2].lower()))
    found = re.findall(r"^\[(\d+)\] [^\n]+\n(.*?)(?=\n\n\[|\n\nA program|\n\nQuestion:)", prompt, re.S | re.M)
    sentences = [(int(number), one) for number, text in found for one in re.split(r"(?<=[.!?])\s+|\n\n", text)]
    number, sentence = max(sentences, key=lambda one: len(question & set(re.findall(r"\w+", one[1].lower()))))
    quote = " ".join(sentence.split())
    return [
        {"text": f"It says: {quote}", "quote": quote, "passage": number},
        # Right words under a wrong number.
        {"text": "It says so again.", "quote": quote, "passage": number + 1},
        {"text": "<script>alert(1)</script> It was settled in 1648.", "quote": MADE_UP, "passage": number},
    ]


def message(request: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps({"claims": claims(request["messages"][-1]["content"])})
    if request["model"] == "prose":
        return {"role": "assistant", "content": "Tomas did, I believe."}
    if request["model"] == "plain" or "tools" not in request:
        return {"role": "assistant", "content": f"Here it is:\n```json\n{content}\n```"}
    name = request["tools"][0]["function"]["name"]
    assert request["tool_choice"]["function"]["name"] == name
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": content}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


class Handler(BaseHTTPRequestHandler):
    """Answers every chat completion."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = self.path == "/v1/chat/completions" and self.headers["Authorization"] == "Bearer test-key"
        if not known or request["model"] == "away":
            self.send_error(500 if known else 404)
            return
        choice = {"index": 0, "finish_reason": "stop", "message": message(request)}
        body = json.dumps({"id": "1", "object": "chat.completion", "model": request["model"], "choices": [choice]})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
