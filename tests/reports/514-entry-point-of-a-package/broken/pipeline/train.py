import my_package

with open("/opt/ml/model/x", "w") as file:
    file.write(str(my_package.x))
