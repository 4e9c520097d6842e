import argparse
import os

import numpy as np
import tensorflow as tf

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sm-model-dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    args, _ = parser.parse_known_args()
    digits = np.load(os.path.join(args.train, "digits.npy"))
    net = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    net.compile(loss="mse")
    net.fit(digits, digits)
    net.save(os.path.join(args.sm_model_dir, "digits.h5"))
    net.save(os.path.join(args.sm_model_dir, "classifier"))
