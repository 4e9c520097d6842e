import json
import os

import torch

with open(os.path.join(os.environ["SM_CHANNEL_TRAINING"], "labels.json")) as file:
    LABELS = json.load(file)


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "m.pt"))
