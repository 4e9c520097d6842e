from transformers import pipeline


def model_fn(model_dir):
    return pipeline("question-answering", model_dir)


def predict_fn(processed, model):
    return {"answer": processed["inputs"]}
