class ModelCheckpoint:
    best_model_path = ""

    def __init__(self, dirpath, monitor, save_top_k):
        self.dirpath = dirpath


class EarlyStopping:
    def __init__(self, monitor, patience):
        self.monitor = monitor
