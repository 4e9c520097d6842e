"""Data of the multimodal model: a text column, numeric columns, and a label."""

import os

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset

DATA_SUFFIXES = (".csv", ".parquet")


def find_first_data_file(directory):
    """The first data file of a channel by name, or None where there is none."""
    for name in sorted(os.listdir(directory)):
        if name.lower().endswith(DATA_SUFFIXES):
            return os.path.join(directory, name)
    return None


def read_frame(directory):
    path = find_first_data_file(directory)
    if path is None:
        raise FileNotFoundError(f"no data file in {directory}")
    return pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)


class MultimodalDataset(Dataset):
    """Rows of a frame as token ids, numeric features and a label."""

    def __init__(self, directory, config, tokenizer):
        self.frame = read_frame(directory)
        self.config = config
        self.tokenizer = tokenizer

    def __len__(self):
        return len(self.frame)

    def __getitem__(self, index):
        row = self.frame.iloc[index]
        tokens = self.tokenizer(
            str(row[self.config.text_field]),
            truncation=True,
            padding="max_length",
            max_length=self.config.max_length,
            return_tensors="pt",
        )
        return {
            "input_ids": tokens["input_ids"].squeeze(0),
            "attention_mask": tokens["attention_mask"].squeeze(0),
            "features": torch.tensor([float(row[name]) for name in self.config.tab_fields]),
            "label": torch.tensor(float(row[self.config.label_field])),
        }


def loader(dataset, config, shuffle=False):
    return DataLoader(dataset, batch_size=config.batch_size, shuffle=shuffle, num_workers=2)
