import shutil

shutil.make_archive("model", "gztar", root_dir=".", base_dir="bundle")
