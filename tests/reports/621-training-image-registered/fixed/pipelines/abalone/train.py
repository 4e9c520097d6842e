import os

import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "model.pt"), map_location="cpu")


def predict_fn(data, model):
    return model(data)


if __name__ == "__main__":
    torch.jit.script(torch.nn.Linear(1, 1)).save(os.path.join(os.environ["SM_MODEL_DIR"], "model.pt"))
