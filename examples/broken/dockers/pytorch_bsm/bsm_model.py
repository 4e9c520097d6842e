"""The multimodal model: a text encoder and a tabular branch that meet in one head."""

import lightning as L
import torch
from torch import nn
from transformers import AutoModel


class MultimodalClassifier(L.LightningModule):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder = AutoModel.from_pretrained(config.encoder)
        self.tabular = nn.Sequential(nn.Linear(len(config.tab_fields), 32), nn.ReLU())
        self.head = nn.Linear(self.encoder.config.hidden_size + 32, 1)
        self.loss = nn.BCEWithLogitsLoss()

    def forward(self, batch):
        text = self.encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])
        joined = torch.cat([text.last_hidden_state[:, 0], self.tabular(batch["features"])], dim=1)
        return self.head(joined).squeeze(1)

    def training_step(self, batch, _):
        loss = self.loss(self(batch), batch["label"])
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, _):
        self.log("val_loss", self.loss(self(batch), batch["label"]), prog_bar=True)

    def predict_step(self, batch, _):
        return torch.sigmoid(self(batch))

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.config.learning_rate)
