"""Values in places where others are expected."""

from bench.abuse.scenario import hold, scenario
from bench.abuse.target import Target

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
NAMES = (
    "{id}:file",
    "{id}:pages",
    "{id}:summaries",
    "{id}%3Afile",
    "{id}%00",
    "{id}%0A",
    "*",
    "..%2F{id}",
    "%F0%9D%9F%8E",
)
PLACES = (
    "/documents/{}",
    "/documents/{}/file",
    "/documents/{}/text",
    "/documents/{}/pages/1",
    "/documents/{}/pages/1/image",
    "/jobs/{}",
    "/jobs/{}/events",
)


@scenario("ids with colons, which make the names of other keys of the store")
async def names_of_other_keys(target: Target) -> str:
    """Every place that takes an id gets what is none."""
    async with target.http() as http:
        uploaded = await http.post("/upload", files={"files": ("a.pdf", PDF)}, headers={"X-Session-ID": "s"})
        document = uploaded.raise_for_status().json()["jobs"][0]["document_id"]
        for name in NAMES:
            for place in PLACES:
                path = place.format(name.format(id=document))
                status = (await http.get(path)).status_code
                hold(status == 404, f"{path} responds with {status}")
            body = {"question": "Who?", "session_id": "s", "document_ids": [name.format(id=document)]}
            status = (await http.post("/ask", json=body)).status_code
            hold(status == 404, f"a question to the document {name} gets {status}")
    return f"{len(NAMES) * (len(PLACES) + 1)} requests, all 404"
