import runpy

runpy.run_path("pipeline/train.py")
