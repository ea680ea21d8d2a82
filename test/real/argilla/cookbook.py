# The dataset and records of the Hugging Face cookbook's notebook "Data Annotation with Argilla Spaces", by its own calls.
import os
import sys

import argilla as rg

client = rg.Argilla(api_url=os.environ["ARGILLA_API_URL"], api_key=os.environ["ARGILLA_API_KEY"])
scale = [0, 1, 2, 3, 4, 5, 6, 7]
settings = rg.Settings(
    guidelines="my guidelines",
    fields=[
        rg.TextField(name="instruction", title="Instruction:", use_markdown=True, required=True),
        rg.TextField(name="generation_1", title="Response model 1:", use_markdown=True, required=True),
        rg.TextField(name="generation_2", title="Response model 2:", use_markdown=True, required=True),
    ],
    questions=[
        rg.RatingQuestion(name="score_response_1", title="Your score for the response of model 1:", description="0=very bad, 7=very good", values=scale, required=True),
        rg.RatingQuestion(name="score_response_2", title="Your score for the response of model 2:", description="0=very bad, 7=very good", values=scale, required=True),
        rg.LabelQuestion(name="which_response_corrected", title="If both responses score below 4, select a response to correct:", labels=["Response 1", "Response 2", "Combination of both", "Neither"], required=False),
        rg.TextQuestion(name="correction", title="Paste the selected response below and correct it manually:", use_markdown=True, required=False),
        rg.TextQuestion(name="comments", title="Annotator Comments", use_markdown=True, required=False),
    ],
    metadata=[rg.TermsMetadataProperty(name="source-dataset", title="Original dataset source")],
    allow_extra_metadata=False,
)
dataset = rg.Dataset(name=sys.argv[1], settings=settings, workspace="argilla", client=client).create()
dataset.records.log(
    [
        rg.Record(
            fields={"instruction": f"Task {i}", "generation_1": "one", "generation_2": "two"},
            metadata={"source-dataset": "bigcode/self-oss-instruct-sc2-exec-filter-50k"},
        )
        for i in range(2)
    ]
)
