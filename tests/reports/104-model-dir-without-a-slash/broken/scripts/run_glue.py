import argparse
import os

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--output_dir", required=True)
parser.add_argument("--num_train_epochs", type=int)
args = parser.parse_args()
os.makedirs(args.output_dir, exist_ok=True)
torch.save({}, os.path.join(args.output_dir, "pytorch_model.bin"))
