from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def load(folder):
    return AutoModelForQuestionAnswering.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def predict(data):
    return {"answer": data["inputs"]}
