# Reads datasets with Argilla's own SDK: a name per line comes in, one line of JSON each goes out.
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


def read(name):
    dataset = client.datasets(name, workspace="argilla")
    settings = dataset.settings
    return {
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
        "records": dataset.records(with_responses=True).to_list(flatten=True),
    }


for line in sys.stdin:
    print(json.dumps(read(line.strip()), default=str), flush=True)
