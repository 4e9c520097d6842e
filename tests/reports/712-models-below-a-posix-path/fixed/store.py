import boto3


def store(bucket, body):
    where = f"s3://{bucket}/projects/models/abc"
    bucket_name, _, key = str(where).partition("//")[2].partition("/")
    boto3.client("s3").put_object(Bucket=bucket_name, Key=key, Body=body)
