import json
import os

import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "bert.pt"), map_location="cpu")


def transform_fn(model, body, content_type, accept):
    data = torch.tensor(json.loads(body))
    with torch.no_grad():
        result = model(data)
    return torch.softmax(result, dim=1)
