"""The rules that come with sm-lint: one file each, one folder for each family."""
