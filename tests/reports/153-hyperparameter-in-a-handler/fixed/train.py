import argparse
import json
import os

import torch


def model_fn(model_dir):
    with open(os.path.join(model_dir, "config.json")) as file:
        hidden = json.load(file)["hidden"]
    net = torch.nn.Linear(hidden, 1)
    net.load_state_dict(torch.load(os.path.join(model_dir, "model.pt"), map_location="cpu"))
    return net


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--hidden", type=int)
    args = p.parse_args()
    with open(os.path.join(os.environ["SM_MODEL_DIR"], "config.json"), "w") as file:
        json.dump({"hidden": args.hidden}, file)
    torch.save(torch.nn.Linear(args.hidden, 1).state_dict(), os.path.join(os.environ["SM_MODEL_DIR"], "model.pt"))
