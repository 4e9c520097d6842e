import torch
from transformers import pipeline


def model_fn(model_dir):
    return pipeline("text-classification", model=model_dir)


def predict_fn(data, model):
    scores = torch.tensor([each["score"] for each in model(data["inputs"])])
    return scores.tolist()
