import os

import torch


def model_fn(model_dir):
    net = torch.nn.Linear(3, 1)
    net.load_state_dict(torch.load(os.path.join(model_dir, "bert.pt"), map_location="cpu"))
    return net
