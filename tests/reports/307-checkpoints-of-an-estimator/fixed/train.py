import argparse
import os

import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--model_dir", default="/opt/ml/model")
options = parser.parse_args()
print(os.listdir(os.environ["SM_CHANNEL_TRAINING"]))
os.makedirs(options.model_dir, exist_ok=True)
with open(os.path.join(options.model_dir, "words.txt"), "w") as file:
    file.write("a")
tf.keras.Sequential([tf.keras.layers.Dense(1)]).save(os.path.join(options.model_dir, "1"))
