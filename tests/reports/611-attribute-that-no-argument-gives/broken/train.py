import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])
args = parser.parse_args()

if args.mode == "training":
    print("training for", args.epochs)
print(os.listdir(args.model_dir))
