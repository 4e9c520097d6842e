import json


def input_handler(data, context):
    if context.request_content_type == "application/json":
        body = data.read().decode("utf-8")
        return body if len(body) else ""
    if context.request_content_type == "text/csv":
        return json.dumps({"instances": [float(cell) for cell in data.read().decode("utf-8").split(",")]})
    raise ValueError("unsupported content type %s" % (context.request_content_type or "unknown"))


def output_handler(response, context):
    if response.status_code != 200:
        raise ValueError(response.content.decode("utf-8"))
    return response.content, context.accept_header
