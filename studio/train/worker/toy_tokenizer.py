"""The toy's tokenizer: byte-level BPE learned from its own lessons, with a ChatML template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

PAD, TURN, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VOCABULARY = 2048

CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)


def learn(texts: Sequence[str], folder: Path, longest: int) -> None:
    """Write `tokenizer.json` and `tokenizer_config.json` into the folder, as transformers reads them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, TURN, END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer=trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": longest,
        "eos_token": END,
        "pad_token": PAD,
        "bos_token": None,
        "additional_special_tokens": [TURN],
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def rendered(conversation: Sequence[dict[str, str]]) -> str:
    """A conversation as the template writes it."""
    return "".join(f"{TURN}{turn['role']}\n{turn['content']}{END}\n" for turn in conversation)
