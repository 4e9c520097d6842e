import os

import torch

torch.jit.script(torch.nn.Linear(1, 1)).save(os.path.join(os.environ["SM_MODEL_DIR"], "model.pt"))
