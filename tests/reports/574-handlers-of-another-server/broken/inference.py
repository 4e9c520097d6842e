import torch


def model_fn(model_dir):
    return torch.jit.load(model_dir + "/model.pt", map_location="cpu")
