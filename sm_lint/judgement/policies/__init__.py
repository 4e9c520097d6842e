"""Whether jobs are what the policies of a project expect: finding the values in every dialect, and comparing them."""
