import argparse
import os

import tensorflow as tf


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model_dir")
    parser.add_argument("--sm-model-dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    return parser.parse_known_args()[0]


args = parse()
print(len(os.listdir(args.train)))
network = tf.keras.Sequential([tf.keras.layers.LSTM(8)])
network.save(os.path.join(args.sm_model_dir, "1"))
