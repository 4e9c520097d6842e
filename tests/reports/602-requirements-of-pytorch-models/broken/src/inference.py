import os

import shap
import torch


def model_fn(model_dir):
    return torch.jit.load(os.path.join(model_dir, "model.pt"), map_location="cpu")


def predict_fn(data, model):
    return shap.DeepExplainer(model, data).shap_values(data)
