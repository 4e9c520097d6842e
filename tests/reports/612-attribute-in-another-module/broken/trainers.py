import os


class Trainer:
    def __init__(self, argv):
        self.argv = argv

    def train(self):
        self.save(0)

    def save(self, epoch):
        with open(os.path.join(self.argv.model_dir, f"param.{self.argv.method}.{epoch}"), "w") as file:
            file.write("weights")
