from pathlib import Path

Path("/opt/ml/processing/reports/10k.txt").write_text("filed")
