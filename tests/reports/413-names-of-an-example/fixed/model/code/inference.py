from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def model_fn(folder):
    return AutoModelForQuestionAnswering.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def predict_fn(data, both):
    return {"answer": data["inputs"]}
