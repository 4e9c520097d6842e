with open("/opt/ml/processing/o/train.csv", "w") as file:
    file.write("age,churn")
