import boto3

IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:0.23-1-cpu-py3"


def container(archive):
    return {
        "Image": IMAGE,
        "ModelDataUrl": archive,
    }


def release(name, archive):
    client = boto3.client("sagemaker")
    client.create_model(
        ModelName=name, PrimaryContainer=container(archive), ExecutionRoleArn="arn:aws:iam::123456789012:role/Hosting"
    )


if __name__ == "__main__":
    release("churn", "s3://acme-models/churn/model.tar.gz")
