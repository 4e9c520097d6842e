import os

import joblib
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    joblib.dump(LogisticRegression(), os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
