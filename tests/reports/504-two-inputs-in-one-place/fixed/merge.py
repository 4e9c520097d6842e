import glob

print(glob.glob("/opt/ml/processing/input/**", recursive=True))
