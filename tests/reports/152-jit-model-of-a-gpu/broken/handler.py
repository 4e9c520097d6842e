import os

import torch


def model_fn(model_dir):
    network = torch.jit.load(os.path.join(model_dir, "classifier.pt"))
    network.eval()
    return network


def predict_fn(data, model):
    with torch.no_grad():
        return model(data)
