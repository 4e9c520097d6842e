from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def load(model_dir):
    return AutoModelForQuestionAnswering.from_pretrained(model_dir), AutoTokenizer.from_pretrained(model_dir)


def predict(data, pair):
    model, tokenizer = pair
    return model(**tokenizer(data["inputs"]))
