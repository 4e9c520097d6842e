from lib.load import read


def model_fn(model_dir):
    return read(model_dir)
