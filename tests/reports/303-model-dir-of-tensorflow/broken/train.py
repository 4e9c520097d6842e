import argparse
import os

p = argparse.ArgumentParser()
p.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
args = p.parse_args()
print(os.listdir(args.train))
