import argparse
import os

import torch


def model_fn(model_dir):
    hidden = int(os.environ["SM_HP_HIDDEN"])
    net = torch.nn.Linear(hidden, 1)
    net.load_state_dict(torch.load(os.path.join(model_dir, "model.pt"), map_location="cpu"))
    return net


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--hidden", type=int)
    args = p.parse_args()
    torch.save(torch.nn.Linear(args.hidden, 1).state_dict(), os.path.join(os.environ["SM_MODEL_DIR"], "model.pt"))
