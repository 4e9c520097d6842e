import argparse

from pyspark.sql import SparkSession

parser = argparse.ArgumentParser()
parser.add_argument("--bucket")
args = parser.parse_args()
SparkSession.builder.getOrCreate().read.csv(f"s3://{args.bucket}/rows").write.parquet(f"s3://{args.bucket}/out")
