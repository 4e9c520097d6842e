import json


def input_handler(data, context):
    return json.dumps({"instances": json.loads(data.read())})


def output_handler(response, context):
    return response.content, context.accept_header
