"""One llama.cpp HTTP server in the foreground: its own HTTP layer, slots and batching, set up from the command line.

Prints READY when the model is loaded (its /health answers 503 until then) and ends on SIGTERM or SIGINT.
"""

import argparse
import os
import signal
import sys
import threading

import xllamacpp


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="GGUF file")
    parser.add_argument("--alias", required=True, help="the name that the server gives its model")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--context", type=int, default=8192, help="tokens, shared out between the slots")
    parser.add_argument("--parallel", type=int, default=4, help="slots, that is requests answered at once")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--chat-template-file", help="for a model whose file brings no chat template")
    return parser.parse_args()


def settings(options: argparse.Namespace) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = options.model
    params.model_alias = {options.alias}
    params.hostnames = ["127.0.0.1"]
    params.port = options.port
    params.n_ctx = options.context
    params.n_parallel = options.parallel
    params.cpuparams.n_threads = options.threads
    params.cpuparams_batch.n_threads = options.threads
    params.cont_batching = True
    params.n_gpu_layers = 0
    params.cache_ram_mib = 0  # the default keeps up to 8 GiB of prompts in memory
    params.ui = False
    if options.chat_template_file:
        with open(options.chat_template_file, encoding="utf-8") as file:
            params.chat_template = file.read()
    return params


def main() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = xllamacpp.Server(settings(arguments()))
    print("READY", server.listening_address, flush=True)
    while not stop.wait(0.5):
        pass
    sys.stdout.flush()
    os._exit(0)  # joining the server's threads, as its destructor does, can wait for ever


if __name__ == "__main__":
    main()
