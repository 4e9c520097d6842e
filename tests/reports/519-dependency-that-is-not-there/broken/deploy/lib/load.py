def read(folder):
    return folder
