import os

import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "voices.pt"), map_location="cpu")
