import io
import os

import joblib
from scipy import sparse


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "svc.joblib"))


def input_fn(body, content_type):
    if content_type == "application/x-npz":
        return sparse.load_npz(io.BytesIO(body))
    raise ValueError(content_type)
