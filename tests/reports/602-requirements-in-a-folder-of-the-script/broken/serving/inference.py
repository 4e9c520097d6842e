import os

import awswrangler as wr
import joblib


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))


def predict_fn(data, model):
    return wr.catalog.databases(), model.predict(data)
