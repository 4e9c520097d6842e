import shutil

shutil.make_archive("model", "gztar", root_dir="bundle")
