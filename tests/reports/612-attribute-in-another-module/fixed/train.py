import argparse
import os

from trainers import Trainer

parser = argparse.ArgumentParser()
parser.add_argument("--mode", default="span")
parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])
Trainer(parser.parse_args()).train()
