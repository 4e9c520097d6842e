import json

import numpy as np


def input_handler(data, context):
    request = json.loads(data.read().decode("utf-8"))
    boxes = np.array(request["boxes"])
    payload = {"image_meta": request["meta"], "anchors": boxes.tolist()}
    return json.dumps(payload)


def output_handler(response, context):
    if response.status_code != 200:
        raise ValueError(response.content.decode("utf-8"))
    return response.content, context.accept_header
