print("canary=1.01;")
print("animal=dog;")
