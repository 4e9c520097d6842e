import argparse
import os

from transformers import Seq2SeqTrainer, Seq2SeqTrainingArguments

p = argparse.ArgumentParser()
p.add_argument("--output_dir", default="/tmp/out")
args = p.parse_args()
options = {"output_dir": args.output_dir, "num_train_epochs": 20, "save_strategy": "epoch"}
trainer = Seq2SeqTrainer(model=None, args=Seq2SeqTrainingArguments(**options))
trainer.train()
trainer.save_model(os.environ["SM_MODEL_DIR"])
