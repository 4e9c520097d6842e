import io

import torch


def _pack(tensor):
    buf = io.BytesIO()
    torch.save(tensor, buf)
    buf.seek(0)
    return buf


def model_fn(model_dir):
    return torch.jit.load(model_dir + "/m.pt")


def output_fn(prediction, content_type):
    if content_type == "application/octet-stream":
        return _pack(prediction)
    raise ValueError(content_type)
