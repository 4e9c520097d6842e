print("loss 3")
