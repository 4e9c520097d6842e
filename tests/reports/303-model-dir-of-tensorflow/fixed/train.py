import argparse
import os

p = argparse.ArgumentParser()
p.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
p.add_argument("--model_dir")
args = p.parse_args()
print(os.listdir(args.train))
