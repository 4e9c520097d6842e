"""Linting on a Dask cluster, through the executor that its client offers."""

from __future__ import annotations

from pathlib import Path

import pytest

import sm_lint

distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # the cluster's own, at its end
]


@pytest.mark.parametrize("processes", [True, False])
def test_a_local_cluster(processes: bool, tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text(
        '[contracts.all]\nentry-point = "s*.py"\njob = "processing"\n'
        '[contracts.all.expected-input-paths]\ndata = "/opt/ml/processing/input"\n'
    )
    for number in range(8):
        (tmp_path / f"s{number}.py").write_text(
            f"import pandas as pd\npd.read_csv('/opt/ml/processing/{number}.csv')\n"
        )
    resolver = sm_lint.Resolver(cwd=str(tmp_path))
    expected = sm_lint.lint_paths(["."], resolver=resolver, cache=False)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, processes=processes, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        result = sm_lint.lint_paths(["."], resolver=resolver, cache=False, executor=executor)
    assert {finding.code for finding in result.findings} >= {"SMC001"}
    assert result.findings == expected.findings
    assert result.internal_errors == 0
