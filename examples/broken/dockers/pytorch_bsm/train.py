"""Train the multimodal model with PyTorch Lightning."""

import json
import logging
import os
import sys
import traceback
from dataclasses import asdict, dataclass, field

import lightning as L
import pandas as pd
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from transformers import AutoTokenizer

from bsm_data import MultimodalDataset, loader
from bsm_model import MultimodalClassifier

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

prefix = "/opt/ml/"
input_path = os.path.join(prefix, "input/data")
output_path = os.path.join(prefix, "output/data")
model_path = os.path.join(prefix, "model")
hparam_path = os.path.join(prefix, "input/config/hyperparameters.json")
failure_path = os.path.join(prefix, "output", "failure")

train_path = os.path.join(input_path, "train")
val_path = os.path.join(input_path, "val")
test_path = os.path.join(input_path, "test")
calibration_path = os.path.join(input_path, "calibration")


@dataclass
class Config:
    """Hyperparameters; SageMaker hands all of them over as text."""

    text_field: str = "dialogue"
    label_field: str = "label"
    tab_fields: list = field(default_factory=list)
    encoder: str = "distilbert-base-uncased"
    batch_size: int = 32
    max_epochs: int = 3
    max_length: int = 256
    learning_rate: float = 2e-5

    @classmethod
    def from_hyperparameters(cls, path):
        with open(path, encoding="utf-8") as stream:
            raw = json.load(stream)
        known = {name: raw[name] for name in cls.__dataclass_fields__ if name in raw}
        if "tab_fields" in known:
            known["tab_fields"] = json.loads(known["tab_fields"])
        for name in ("batch_size", "max_epochs", "max_length"):
            if name in known:
                known[name] = int(known[name])
        if "learning_rate" in known:
            known["learning_rate"] = float(known["learning_rate"])
        return cls(**known)


def build_trainer(config):
    checkpoints = ModelCheckpoint(dirpath=os.path.join(output_path, "checkpoints"), monitor="val_loss", save_top_k=1)
    stopping = EarlyStopping(monitor="val_loss", patience=2)
    trainer = L.Trainer(
        max_epochs=config.max_epochs,
        callbacks=[checkpoints, stopping],
        default_root_dir=output_path,
        accelerator="auto",
    )
    return trainer, checkpoints


def save_artifacts(model, tokenizer, config):
    os.makedirs(model_path, exist_ok=True)
    torch.save(model.state_dict(), os.path.join(model_path, "model.pth"))
    tokenizer.save_pretrained(os.path.join(model_path, "tokenizer"))
    with open(os.path.join(model_path, "config.json"), "w", encoding="utf-8") as stream:
        json.dump(asdict(config), stream, indent=2)


def predict(trainer, model, directory, config, tokenizer, name):
    dataset = MultimodalDataset(directory, config, tokenizer)
    scores = torch.cat(trainer.predict(model, loader(dataset, config))).numpy()
    os.makedirs(output_path, exist_ok=True)
    frame = pd.DataFrame({"label": dataset.frame[config.label_field], "score": scores})
    frame.to_csv(os.path.join(output_path, f"{name}_predictions.csv"), index=False)


def main():
    config = Config.from_hyperparameters(hparam_path)
    L.seed_everything(42)
    tokenizer = AutoTokenizer.from_pretrained(config.encoder)

    train_data = MultimodalDataset(train_path, config, tokenizer)
    val_data = MultimodalDataset(val_path, config, tokenizer)
    model = MultimodalClassifier(config)
    trainer, checkpoints = build_trainer(config)
    trainer.fit(model, loader(train_data, config, shuffle=True), loader(val_data, config))
    logger.info("best checkpoint: %s", checkpoints.best_model_path)

    save_artifacts(model, tokenizer, config)
    predict(trainer, model, val_path, config, tokenizer, "val")
    predict(trainer, model, calibration_path, config, tokenizer, "calibration")
    if os.path.isdir(test_path):
        predict(trainer, model, test_path, config, tokenizer, "test")


if __name__ == "__main__":
    try:
        main()
    except Exception:
        with open(failure_path, "w", encoding="utf-8") as stream:
            stream.write(traceback.format_exc())
        logger.exception("training failed")
        sys.exit(255)
