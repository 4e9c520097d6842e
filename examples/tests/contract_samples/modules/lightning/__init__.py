"""Stands in for Lightning: fitting reads the data once and writes a checkpoint."""

import os

import torch


class LightningModule(torch.nn.Module):
    def state_dict(self):
        return {"weight": [0.5]}


class Trainer:
    def __init__(self, max_epochs, callbacks, default_root_dir, accelerator):
        self.callbacks = callbacks

    def fit(self, model, train, val):
        assert list(train)
        assert list(val)
        for callback in self.callbacks:
            if hasattr(callback, "dirpath"):
                os.makedirs(callback.dirpath, exist_ok=True)
                callback.best_model_path = os.path.join(callback.dirpath, "best.ckpt")
                torch.save(model.state_dict(), callback.best_model_path)

    def predict(self, model, loader):
        return [torch.tensor(0.5) for _ in loader]


def seed_everything(seed):
    return seed
