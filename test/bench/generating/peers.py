"""What else asks a model server: one after the other, as the cookbook does, or by the Hub's client that is told how many at once.

Usage: peers.py ADDRESS loop|told COUNT AT_ONCE; prints the seconds.
"""

import asyncio
import json
import sys
import time
import urllib.request

from huggingface_hub import AsyncInferenceClient

address, way, count, at_once = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
messages = [{"role": "user", "content": "Add two numbers."}]


def loop() -> None:
    body = json.dumps({"model": "m", "messages": messages, "max_tokens": 512}).encode()
    for _ in range(count):
        asked = urllib.request.Request(
            f"{address}/v1/chat/completions", body, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert json.load(answer)["choices"][0]["message"]["content"].startswith("def add")


async def told() -> None:
    client = AsyncInferenceClient(base_url=f"{address}/v1", api_key="none", timeout=120)
    room = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with room:
            answer = await client.chat_completion(messages, model="m", max_tokens=512)
            assert answer.choices[0].message.content.startswith("def add")

    await asyncio.gather(*(one() for _ in range(count)))


began = time.perf_counter()
if way == "loop":
    loop()
else:
    asyncio.run(told())
print(time.perf_counter() - began)
