class Dataset:
    pass


class DataLoader:
    def __init__(self, dataset, batch_size, shuffle=False, num_workers=0):
        self.dataset = dataset

    def __iter__(self):
        return (self.dataset[index] for index in range(len(self.dataset)))
