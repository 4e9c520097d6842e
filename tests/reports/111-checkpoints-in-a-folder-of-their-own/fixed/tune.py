import argparse
import os

from datasets import load_from_disk
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    dataset = load_from_disk(os.environ["SM_CHANNEL_TRAINING"])
    model = AutoModelForCausalLM.from_pretrained("acme/llama")
    settings = TrainingArguments(output_dir="/opt/ml/checkpoints", num_train_epochs=args.epochs, save_strategy="epoch")
    trainer = Trainer(model=model, args=settings, train_dataset=dataset)
    trainer.train()
    trainer.save_model(os.environ["SM_MODEL_DIR"])


if __name__ == "__main__":
    main()
