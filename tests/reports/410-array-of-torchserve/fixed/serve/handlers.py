import os

import numpy as np
import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "depth.pt"), map_location="cpu")


def output_fn(prediction, accept):
    depth = np.asarray(prediction)
    return depth.tobytes(), accept
