from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def model_fn(model_dir):
    return AutoModelForQuestionAnswering.from_pretrained(model_dir), AutoTokenizer.from_pretrained(model_dir)


def predict_fn(data, pair):
    model, tokenizer = pair
    return model(**tokenizer(data["inputs"]))
