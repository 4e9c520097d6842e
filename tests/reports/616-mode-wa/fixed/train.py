import os
import traceback

try:
    print(os.listdir("/opt/ml/input/data/train"))
    print(os.environ["SM_MODEL_DIR"])
except Exception:
    with open("/opt/ml/output/failure", "w") as file:
        file.write(traceback.format_exc())
    raise
