import os
import pickle

import pandas as pd

PREFIX = "/opt/ml/"
DATA = os.path.join(PREFIX, "input/data/training")
MODEL = os.path.join(PREFIX, "model")


def train():
    frames = [pd.read_csv(os.path.join(DATA, name)) for name in os.listdir(DATA)]
    with open(os.path.join(MODEL, "model.pkl"), "wb") as file:
        pickle.dump(pd.concat(frames).mean(), file)


if __name__ == "__main__":
    train()
