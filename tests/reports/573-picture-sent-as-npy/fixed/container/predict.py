import io
import json
import os

import torch
from PIL import Image


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "model.pt"))


def input_fn(body, content_type):
    if content_type == "application/x-image":
        return Image.open(io.BytesIO(body))
    message = f"Type [{content_type}] is not supported"
    raise ValueError(message)


def predict_fn(picture, model):
    return model(picture)


def output_fn(boxes, accept):
    return json.dumps([box.tolist() for box in boxes])
