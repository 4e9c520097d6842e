print("boosting")
