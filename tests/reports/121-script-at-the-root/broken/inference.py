import json

from transformers import pipeline


def model_fn(model_dir):
    return pipeline("text-generation", model=model_dir)


def transform_fn(model, body, content_type, accept):
    return json.dumps(model(json.loads(body)["inputs"]))
