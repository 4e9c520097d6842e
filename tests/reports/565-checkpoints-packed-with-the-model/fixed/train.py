import argparse
import os

from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model_dir", default=os.environ["SM_MODEL_DIR"])
    parser.add_argument("--epochs", type=int, default=10)
    args, _ = parser.parse_known_args()
    model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
    settings = TrainingArguments(output_dir="/opt/ml/checkpoints", num_train_epochs=args.epochs, save_strategy="epoch")
    trainer = Trainer(model=model, args=settings)
    trainer.train()
    trainer.save_model(args.model_dir)
