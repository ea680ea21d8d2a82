"""TRL's own trainers take one step on exported files, on the CPU, with a model of a few thousand random numbers and a tokenizer made on the spot.

Usage: trl_steps.py FOLDER WANTED.json
WANTED: a list of { trainer: sft | dpo | kto | reward, format: json | parquet | arrow | hub, path }. Prints for each, as JSON, its rows, columns and loss.
"""

import copy
import json
import math
import os
import sys

for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"):
    os.environ[name] = "1"
os.environ["HF_HOME"] = os.environ["TRL_EXPERIMENTAL_SILENCE"] = sys.argv[1]
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import datasets
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from trl import DPOConfig, DPOTrainer, RewardConfig, RewardTrainer, SFTConfig, SFTTrainer

try:
    from trl import KTOConfig, KTOTrainer
except ImportError:
    from trl.experimental.kto import KTOConfig, KTOTrainer

datasets.disable_progress_bars()
transformers.logging.set_verbosity_error()
TEMPLATE = "{% for m in messages %}<{{ m['role'] }}>{% generation %}{{ m['content'] }}{% endgeneration %}<end>{% endfor %}"


def made_tokenizer(texts):
    """Bytes and what is most frequent in the texts: every text can be written with it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<end>", "<user>", "<assistant>", "<system>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    )
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", bos_token="<end>", model_max_length=512
    )
    fast.chat_template = TEMPLATE
    return fast


def config(tokenizer, **more):
    return transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=1024,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=tokenizer.bos_token_id,
        **more,
    )


def load(kind, path):
    if kind == "arrow":
        return datasets.load_from_disk(path)
    if kind == "hub":
        return datasets.load_dataset(path, split="train")
    return datasets.load_dataset(kind, data_files=path, split="train")


TRAINERS = {
    "sft": (SFTTrainer, SFTConfig, {"max_length": 256}),
    "dpo": (DPOTrainer, DPOConfig, {"max_length": 256}),
    "kto": (KTOTrainer, KTOConfig, {"max_length": 256}),
    "reward": (RewardTrainer, RewardConfig, {"max_length": 256}),
}


def step(trainer, format, path):
    rows = load(format, path)
    columns = list(rows.column_names)
    tokenizer = made_tokenizer(json.dumps(row, ensure_ascii=False) for row in rows.select(range(min(200, len(rows)))))
    torch.manual_seed(1)
    if trainer == "reward":
        model = transformers.LlamaForSequenceClassification(config(tokenizer, num_labels=1))
    else:
        model = transformers.LlamaForCausalLM(config(tokenizer))
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    make, Config, more = TRAINERS[trainer]
    arguments = Config(
        output_dir=os.path.join(sys.argv[1], "out"),
        max_steps=1,
        per_device_train_batch_size=4,
        learning_rate=1e-2,
        save_strategy="no",
        report_to=[],
        logging_steps=1,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        disable_tqdm=True,
        **more,
    )
    # These two compare with the model as it was; by itself a trainer would look for that under the model's name.
    reference = {"ref_model": copy.deepcopy(model)} if trainer in ("dpo", "kto") else {}
    # What is longer than the model reads is cut by the trainer; few rows are enough for one step.
    few = rows.select(range(min(64, len(rows))))
    made = make(model=model, args=arguments, train_dataset=few, processing_class=tokenizer, **reference)
    loss = made.train().training_loss
    assert math.isfinite(loss), (trainer, path, loss)
    moved = any(not torch.equal(value, before[name]) for name, value in model.named_parameters())
    assert moved, f"{trainer}: the step changed nothing"
    return {"trainer": trainer, "format": format, "rows": len(rows), "columns": columns, "loss": loss}


with open(sys.argv[2], encoding="utf-8") as file:
    wanted = json.load(file)
done = [step(**one) for one in wanted]
with open(sys.argv[2] + ".done", "w", encoding="utf-8") as file:
    json.dump(done, file)
