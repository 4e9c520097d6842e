import os

import joblib

joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
