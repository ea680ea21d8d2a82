"""Writes logs with inspect-ai's own writer into a folder, and prints as JSON what its reader reads back."""

import json
import sys
from pathlib import Path

from inspect_ai.log import EvalConfig, EvalDataset, EvalLog, EvalSample, EvalSpec, read_eval_log, write_eval_log
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    ContentReasoning,
    ContentText,
    ModelOutput,
)
from inspect_ai.scorer import Score

folder = Path(sys.argv[1])
many = int(sys.argv[2]) if len(sys.argv) > 2 else 0


def output(model: str, text: str, reasoning: str | None = None) -> ModelOutput:
    content = text if reasoning is None else [ContentReasoning(reasoning=reasoning), ContentText(text=text)]
    message = ChatMessageAssistant(content=content, source="generate")
    return ModelOutput(model=model, choices=[ChatCompletionChoice(message=message, stop_reason="stop")])


def sample(n: int, model: str, epoch: int = 1) -> EvalSample:
    code = f"def f{n}(x):\n    return x + {n}  # „ü“ 🚀\n" + "# long\n" * (200 if n % 5 == 0 else 1)
    question = f"Write f{n}(x), which adds {n} to x."
    asked = question if n % 2 == 0 else [ChatMessageSystem(content="You are terse."), ChatMessageUser(content=question)]
    values = ["C", "I", "P", 1, 0, 0.5, True, False, {"a": 1}, float("nan")]
    return EvalSample(
        id=f"HumanEval/{n}" if n % 3 else n + 1000,
        epoch=epoch,
        input=asked,
        target=f"def f{n}(x):\n    return x + {n}\n",
        metadata={"test": f"assert f{n}(1) == {n + 1}", "entry_point": f"f{n}", "level": "easy", "__proto__": {"a": 1}},
        messages=[ChatMessageUser(content=question), ChatMessageAssistant(content=code)],
        output=output(model, code, "I think." if n % 7 == 3 else None),
        scores={"verify": Score(value=values[n % len(values)], answer=code, explanation=f"epoch {epoch}")},
        store={"big": "x" * 2000},
    )


def log(model: str, samples: list[EvalSample], epochs: int = 1) -> EvalLog:
    ids = list(dict.fromkeys(one.id for one in samples))
    return EvalLog(
        status="success",
        eval=EvalSpec(
            created="2026-01-02T03:04:05+00:00",
            task="humaneval",
            dataset=EvalDataset(name="openai/openai_humaneval", samples=len(ids), sample_ids=ids),
            model=model,
            config=EvalConfig(epochs=epochs),
        ),
        samples=samples,
    )


def text(one: EvalSample) -> str:
    if isinstance(one.input, str):
        return one.input
    return "\n\n".join(message.text for message in one.input)


def told(path: Path) -> list:
    seen: dict = {}
    for one in read_eval_log(str(path)).samples or []:
        if one.id in seen:
            continue
        score = one.scores["verify"].value if one.scores else None
        seen[one.id] = {
            "id": str(one.id),
            "instruction": text(one),
            "response": one.output.completion,
            "tests": one.metadata["test"],
            "entryPoint": one.metadata["entry_point"],
            "reference": one.target,
            "value": None if isinstance(score, float) and score != score else score,
        }
    return list(seen.values())


one, two = "openai/gpt-one", "meta/llama-two"
first = [sample(n, one) for n in range(23)]
files = {
    "plain.eval": log(one, first),
    "plain.json": log(one, first),
    "other.eval": log(two, [sample(n, two) for n in range(3, 26)]),
    "epochs.eval": log(one, [sample(n, one, epoch) for n in range(6) for epoch in (2, 1, 3)], 3),
    "single.eval": log(one, [sample(1, one)]),
}
if many:
    files = {"many.eval": log(one, [sample(n, one) for n in range(many)])}
    files["many.json"] = files["many.eval"]
made = []
for name, content in files.items():
    path = folder / name
    write_eval_log(content, str(path))
    made.append({"name": name, "rows": [] if many else told(path)})
print(json.dumps(made))
