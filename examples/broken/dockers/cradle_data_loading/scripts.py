"""Start a Cradle load for a span of days, wait for it, and write down where the data went.

The data itself goes straight to S3. What this job uploads is a place holder that tells the next step where to look.
"""

import argparse
import json
import logging
import os
import time
from datetime import date, timedelta

from secure_ai_sandbox_python_lib.session import Session

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

DATA_DIR = "/opt/ml/processing/output/place_holder"
METADATA_DIR = "/opt/ml/processing/output/metadata"
SIGNATURE_DIR = "/opt/ml/processing/output/signature"

FIELDS = {
    "order_id": "STRING",
    "order_amount": "DOUBLE",
    "currency_code": "STRING",
    "marketplace_id": "INTEGER",
    "is_fraud": "INTEGER",
}
POLL_SECONDS = 60
FINISHED = {"SUCCEEDED", "FAILED", "CANCELLED"}


def days(start, end):
    day = date.fromisoformat(start)
    while day <= date.fromisoformat(end):
        yield day
        day += timedelta(days=1)


def load_request(start, end, marketplace, output_path):
    return {
        "schema": [{"name": name, "type": kind} for name, kind in FIELDS.items()],
        "marketplace": marketplace,
        "partitions": [day.isoformat() for day in days(start, end)],
        "output": {"path": output_path, "format": "CSV", "header": False},
    }


def wait_for(client, job_id):
    while True:
        status = client.describe_job(job_id)["status"]
        if status in FINISHED:
            return status
        logger.info("load %s is %s", job_id, status)
        time.sleep(POLL_SECONDS)


def write_signature(directory):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "signature.csv"), "w", encoding="utf-8") as stream:
        stream.write(",".join(FIELDS))


def write_metadata(directory, request, job_id):
    os.makedirs(directory, exist_ok=True)
    path = "{}/{}".format(directory, "metadata.json")
    with open(path, "w", encoding="utf-8") as stream:
        json.dump({"job_id": job_id, "request": request}, stream, indent=2)


def write_place_holder(directory, output_path):
    path = os.path.join(directory, "location.txt")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(output_path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start_date", required=True, help="first day, YYYY-MM-DD")
    parser.add_argument("--end_date", required=True, help="last day, YYYY-MM-DD")
    parser.add_argument("--marketplace", required=True, help="marketplace whose orders are loaded")
    args = parser.parse_args()

    session = Session()
    output_path = os.environ.get("OUTPUT_PATH", "") or session.default_output_path()
    request = load_request(args.start_date, args.end_date, args.marketplace, output_path)
    client = session.resource("cradle")
    job_id = client.start_job(request)["job_id"]

    write_signature(SIGNATURE_DIR)
    write_metadata(METADATA_DIR, request, job_id)
    status = wait_for(client, job_id)
    if status != "SUCCEEDED":
        raise RuntimeError(f"load {job_id} ended {status}")
    write_place_holder(DATA_DIR, output_path)


if __name__ == "__main__":
    main()
