"""Bring the amounts of several marketplaces into one currency."""

import argparse
import json
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

DEFAULT_INPUT_DIR = "/opt/ml/processing/input/data"
DEFAULT_OUTPUT_DIR = "/opt/ml/processing/output"
REPORT_PATH = "/opt/ml/processing/conversion_report.json"


def conversion_rates(text, default_currency):
    """Rates per currency code, from `{"EUR": 1.08, ...}`; the default currency counts 1."""
    rates = {code.upper(): float(rate) for code, rate in json.loads(text).items()}
    rates.setdefault(default_currency, 1.0)
    return rates


def convert_chunk(chunk, code_field, columns, rates, default_currency):
    codes = chunk[code_field].fillna(default_currency).str.upper()
    factor = codes.map(rates).fillna(1.0)
    for column in columns:
        chunk[column] = pd.to_numeric(chunk[column], errors="coerce") / factor
    return chunk


def convert(frame, code_field, columns, rates, default_currency, workers):
    present = [column for column in columns if column in frame.columns]
    if code_field not in frame.columns or not present:
        logger.warning("nothing to convert: %s or all of %s missing", code_field, columns)
        return frame
    if workers <= 1 or len(frame) < 10_000:
        return convert_chunk(frame, code_field, present, rates, default_currency)
    size = -(-len(frame) // workers)
    chunks = [frame.iloc[start : start + size].copy() for start in range(0, len(frame), size)]
    with ProcessPoolExecutor(max_workers=workers) as pool:
        futures = [pool.submit(convert_chunk, c, code_field, present, rates, default_currency) for c in chunks]
        return pd.concat([future.result() for future in futures])


def split_names(job_type, mode):
    """Splits to convert. In `train_only` mode the others are copied as they are."""
    if job_type != "training":
        return [job_type]
    return ["train"] if mode == "train_only" else ["train", "test", "val"]


def write_report(rows, rates):
    with open(REPORT_PATH, "w", encoding="utf-8") as stream:
        json.dump({"rows": rows, "rates": rates}, stream, indent=2)


def main(input_paths, output_paths, environ_vars, job_args):
    input_dir = Path(input_paths["data_input"])
    output_dir = Path(output_paths["converted_data"])
    rates = conversion_rates(environ_vars["CURRENCY_CONVERSION_DICT"], environ_vars["DEFAULT_CURRENCY"])

    converted = split_names(job_args.job_type, job_args.mode)
    rows = {}
    for source in sorted(input_dir.glob("*/*_processed_data.csv")):
        split_name = source.parent.name
        frame = pd.read_csv(source)
        if split_name in converted:
            frame = convert(
                frame,
                environ_vars["CURRENCY_CODE_FIELD"],
                environ_vars["CURRENCY_CONVERSION_VARS"],
                rates,
                environ_vars["DEFAULT_CURRENCY"],
                environ_vars["N_WORKERS"],
            )
        folder = output_dir / split_name
        folder.mkdir(parents=True, exist_ok=True)
        frame.to_csv(folder / source.name, index=False)
        rows[split_name] = len(frame)
    write_report(rows, rates)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job_type", required=True, choices=["training", "validation", "testing", "calibration"])
    parser.add_argument("--mode", default="per_split", choices=["per_split", "train_only"])
    return parser.parse_args()


if __name__ == "__main__":
    arguments = parse_arguments()
    main(
        input_paths={"data_input": DEFAULT_INPUT_DIR},
        output_paths={"converted_data": DEFAULT_OUTPUT_DIR},
        environ_vars={
            "CURRENCY_CODE_FIELD": os.environ["CURRENCY_CODE_FIELD"],
            "CURRENCY_CONVERSION_VARS": json.loads(os.environ["CURRENCY_CONVERSION_VARS"]),
            "CURRENCY_CONVERSION_DICT": os.environ["CURRENCY_CONVERSION_DICT"],
            "DEFAULT_CURRENCY": os.environ.get("DEFAULT_CURRENCY", "USD"),
            "N_WORKERS": int(os.environ.get("N_WORKERS", "4")),
        },
        job_args=arguments,
    )
