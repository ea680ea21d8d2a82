# Reads datasets with Argilla's own SDK: a line of JSON per dataset comes in, `["name", "workspace"]`, one goes out.
import json
import os
import sys

import argilla as rg

client = rg.Argilla(api_url=os.environ["ARGILLA_API_URL"], api_key=os.environ["ARGILLA_API_KEY"])


def options(question):
    if isinstance(question, rg.RatingQuestion):
        return list(question.values)
    if isinstance(question, rg.LabelQuestion):
        return list(question.labels)
    return None


def read(name, workspace):
    dataset = client.datasets(name, workspace=workspace)
    if dataset is None:
        return None
    settings = dataset.settings
    is_published = dataset._model.status == "ready"
    return {
        "id": str(dataset.id),
        "is_published": is_published,
        "guidelines": settings.guidelines,
        "allow_extra_metadata": settings.allow_extra_metadata,
        "min_submitted": settings.distribution.min_submitted,
        "fields": [
            {"name": f.name, "type": type(f).__name__, "use_markdown": f.use_markdown, "required": f.required}
            for f in settings.fields
        ],
        "questions": [
            {"name": q.name, "type": type(q).__name__, "required": q.required, "options": options(q)}
            for q in settings.questions
        ],
        "metadata": [{"name": m.name, "type": type(m).__name__} for m in settings.metadata],
        "vectors": [v.name for v in settings.vectors],
        # Those of a draft cannot be asked for.
        "records": dataset.records(with_responses=True).to_list(flatten=True) if is_published else [],
    }


for line in sys.stdin:
    print(json.dumps(read(*json.loads(line)), default=str), flush=True)
