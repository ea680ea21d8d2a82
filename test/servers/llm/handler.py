"""A custom handler of Hugging Face Inference Endpoints that answers raw text generation with a real model.

POST / {"inputs": str, "parameters": {...}} gives [{"generated_text": str}]. The weights run in this process.
"""

import os

import xllamacpp

# Raw text generation's parameter -> llama.cpp's.
SAME_MEANING = {
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "typical_p": "typical_p",
    "repetition_penalty": "repeat_penalty",
    "seed": "seed",
    "stop": "stop",
}


class EndpointHandler:
    def __init__(self, path: str = "") -> None:
        params = xllamacpp.CommonParams()
        params.model.path = os.environ["TOUCHSTONE_HANDLER_MODEL"]
        params.port = 0
        params.n_ctx = 2048
        params.n_parallel = 1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(os.environ["TOUCHSTONE_HANDLER_THREADS"])
        params.cache_ram_mib = 0
        params.ui = False
        self.server = xllamacpp.Server(params)

    def __call__(self, data: dict) -> list:
        inputs = data["inputs"]
        if not isinstance(inputs, str):
            raise ValueError("inputs must be a string")
        asked = data.get("parameters") or {}
        body = {"prompt": inputs, "max_tokens": asked.get("max_new_tokens", 20)}
        body |= {ours: asked[theirs] for theirs, ours in SAME_MEANING.items() if asked.get(theirs) is not None}
        # Text Generation Inference samples only when told to, in words or by a temperature.
        if not asked.get("do_sample", "temperature" in asked):
            body["temperature"] = 0
        answer = self.server.handle_completions(body)
        if "choices" not in answer:
            raise RuntimeError(str(answer.get("error", answer))[:300])
        prefix = inputs if asked.get("return_full_text") else ""
        return [{"generated_text": prefix + answer["choices"][0]["text"]}]
