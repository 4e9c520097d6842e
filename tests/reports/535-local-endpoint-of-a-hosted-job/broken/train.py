import os

import tensorflow as tf

print(os.listdir(os.environ["SM_CHANNEL_TRAINING"]))
tf.keras.Sequential([tf.keras.layers.Dense(1)]).save(os.path.join(os.environ["SM_MODEL_DIR"], "1"))
