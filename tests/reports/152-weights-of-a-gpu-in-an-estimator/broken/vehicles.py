import os

import torch

WEIGHTS = "vehicles.pth"


def build():
    return torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))


def model_fn(model_dir):
    model = build()
    model.load_state_dict(torch.load(os.path.join(model_dir, WEIGHTS)))
    return model


def train():
    model = build().to("cuda")
    torch.save(model.state_dict(), os.path.join(os.environ["SM_MODEL_DIR"], WEIGHTS))


if __name__ == "__main__":
    train()
