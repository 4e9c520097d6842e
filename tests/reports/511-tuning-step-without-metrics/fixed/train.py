import argparse
import os

import joblib

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=int)
depth = parser.parse_args().depth
print("lift: {:.3f};".format(len(os.listdir(os.environ["SM_CHANNEL_TRAIN"]))))
joblib.dump(depth, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
