import torch


def model_fn(model_dir):
    return torch.jit.load(model_dir + "/m.pt")


def input_fn(body, content_type):
    return body


def predict_fn(data, model):
    return model(data)
