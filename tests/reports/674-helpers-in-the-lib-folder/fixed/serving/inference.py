import torch
from helpers.texts import clean


def model_fn(model_dir):
    return torch.jit.load(model_dir + "/model.pt", map_location="cpu")


def predict_fn(data, model):
    return model(clean(data))
