import os

import joblib
from shared import rows


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "classifier.joblib"))


def input_fn(body, content_type):
    return rows(body)
