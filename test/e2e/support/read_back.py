"""Reads a dataset back with Argilla's own SDK, as an independent reader: settings, records, responses, as JSON."""
import json
import os
import sys

import argilla as rg

client = rg.Argilla(api_url=os.environ["ARGILLA_API_URL"], api_key=os.environ["ARGILLA_API_KEY"])
dataset = client.datasets(sys.argv[1], workspace=sys.argv[2])
if dataset is None:
    sys.exit(f"no dataset {sys.argv[1]}")
settings = dataset.settings


def question(q):
    found = {"name": q.name, "type": type(q).__name__, "required": q.required}
    for key in ("values", "labels", "use_markdown"):
        if hasattr(q, key):
            found[key] = getattr(q, key)
    return found


records = []
for record in dataset.records(with_responses=True):
    responses = {}
    status = None
    for response in record.responses:
        responses[response.question_name] = response.value
        status = getattr(response.status, "value", response.status)
    records.append(
        {
            "id": record.id,
            "fields": dict(record.fields),
            "metadata": dict(record.metadata),
            "status": status,
            "responses": responses,
        }
    )
flat = dataset.records(with_responses=True).to_list(flatten=True)
print(
    json.dumps(
        {
            "guidelines": settings.guidelines,
            "allow_extra_metadata": settings.allow_extra_metadata,
            "fields": [
                {"name": f.name, "type": type(f).__name__, "required": f.required, "use_markdown": f.use_markdown}
                for f in settings.fields
            ],
            "questions": [question(q) for q in settings.questions],
            "metadata": [{"name": m.name, "type": type(m).__name__} for m in settings.metadata],
            "records": records,
            "exported": len(flat),
        }
    )
)
