"""Stands in for the tokenizer and the encoder, which would be downloaded."""

import json
import os
from types import SimpleNamespace

import torch


class AutoModel:
    config = SimpleNamespace(hidden_size=4)

    @classmethod
    def from_pretrained(cls, name):
        return cls()


class AutoTokenizer:
    @classmethod
    def from_pretrained(cls, name):
        return cls()

    def __call__(self, text, **options):
        ids = torch.tensor([ord(letter) for letter in text[: options["max_length"]]])
        return {"input_ids": ids, "attention_mask": torch.tensor([1] * len(ids))}

    def save_pretrained(self, folder):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as stream:
            json.dump({}, stream)
