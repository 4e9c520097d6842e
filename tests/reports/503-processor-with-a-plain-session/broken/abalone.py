print("abalone")
