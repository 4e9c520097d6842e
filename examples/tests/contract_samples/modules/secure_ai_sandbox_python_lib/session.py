"""Clients that answer at once, as the scripts of the examples need them."""

import json


class Cradle:
    def start_job(self, request):
        json.dumps(request)
        return {"job_id": "load-1"}

    def describe_job(self, job_id):
        return {"job_id": job_id, "status": "SUCCEEDED"}


class Mims:
    def register_model(
        self, *, workflow_execution_id, model_archive, payload_archive, payload_names, performance_metadata
    ):
        assert workflow_execution_id
        for archive in (model_archive, payload_archive):
            with open(archive, "rb") as stream:
                assert stream.read(1)
        return {"model_version": 1}


class S3:
    def read_text(self, path):
        return "{}"


class Session:
    def default_output_path(self):
        return "s3://bucket/output"

    def resource(self, name):
        return {"cradle": Cradle, "mims": Mims, "s3": S3}[name]()
