import os

import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "model.pt"), map_location="cpu")


def predict_fn(data, model):
    return model(torch.tensor(data))
