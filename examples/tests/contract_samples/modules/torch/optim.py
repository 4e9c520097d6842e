class AdamW:
    def __init__(self, parameters, lr):
        self.lr = lr
