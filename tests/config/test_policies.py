"""Tables of policies: what is read of them, and one clear message for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings


def settings(folder: Path, text: str) -> Settings:
    (folder / "sm-lint.toml").write_text(text)
    return Resolver(cwd=str(folder)).settings_for(str(folder / "job.py"))


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    return [(each.place.span.line, each.message) for each in settings(folder, text).problems]


def test_a_policy_is_read_with_the_places_of_what_it_expects(tmp_path: Path) -> None:
    text = (
        '[policies.base]\nkinds = ["training"]\npaths = ["jobs/**"]\nextends = ["cost"]\nunknown = "warn"\n'
        'volume-kms-key = "alias/ml"\nspot.equals = false\ntags.values.team = "ml"\nmax-runtime = { min = 1, max = 9 }\n'
    )
    found = settings(tmp_path, text)
    assert found.problems == ()
    (policy,) = found.policies
    assert (policy.name, policy.kinds, policy.unknown, policy.paths) == (
        "base",
        ("training",),
        "warn",
        (f"{tmp_path}/jobs/**",),
    )
    assert [(each.field, each.tests, each.place.span.line, each.pack) for each in policy.expectations] == [
        ("volume-kms-key", (("equals", "alias/ml"),), 6, ""),
        ("spot", (("equals", False),), 7, ""),
        ("tags", (("values", (("team", (("equals", "ml"),)),)),), 8, ""),
        ("max-runtime", (("min", 1), ("max", 9)), 9, ""),
    ]


def test_a_pack_is_taken_over_but_for_what_the_policy_says_itself(tmp_path: Path) -> None:
    found = settings(tmp_path, '[policies.base]\nextends = ["aws-foundational"]\nvolume-kms-key = "alias/ml"\n')
    (policy,) = found.policies
    taken = {each.field for each in policy.expectations if each.pack == "aws-foundational"}
    assert "subnets" in taken
    assert "volume-kms-key" not in taken
    assert all(each.control for each in policy.expectations if each.pack)


def test_a_policy_replaces_one_of_that_name_in_the_file_that_is_extended(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('[policies.a]\nrole = "x"\n[policies.b]\nspot = true\n')
    found = settings(tmp_path, 'extend = "base.toml"\n[policies.a]\nrole = "y"\n')
    assert [(each.name, each.expectations[0].tests) for each in found.policies] == [
        ("a", (("equals", "y"),)),
        ("b", (("equals", True),)),
    ]


def test_the_fingerprint_follows_what_is_expected(tmp_path: Path) -> None:
    prints = {
        settings(tmp_path, text).fingerprint() for text in ("", "policies.a.spot = true", "policies.a.spot = false")
    }
    assert len(prints) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("volume-kms = 'x'", "unknown option `policies.p.volume-kms`"),
        ("spot = 'yes'", "`policies.p.spot` must be true or false or a table, not a string"),
        ("max-runtime.max = '1h'", "`policies.p.max-runtime.max` must be a whole number, not a string"),
        ("subnets.max-items = 3", "unknown option `policies.p.subnets.max-items`"),
        ("kinds = ['endpoint']\nspot = true", "`policies.p.kinds[0]` is `endpoint`, which is not one of"),
        ("unknown = 'loud'\nspot = true", "`policies.p.unknown` is `loud`, which is not one of silent, warn, error"),
        ("role.pattern = 'a('", "`policies.p.role.pattern` is no regular expression"),
        ("tags.values.team.pattern = '['", "`policies.p.tags.values.team.pattern` is no regular expression"),
        ("role.pattern = '(a+)+b'", "is no regular expression: it repeats a group"),
        ("role.pattern = '.*a.*b.*c.*d'", "is no regular expression: it has more than 3 repetitions"),
        (f"role.pattern = '{'a' * 1001}'", "is no regular expression: it has more than 1000 characters"),
        ("max-runtime = { min = 9, max = 1 }", "can never be met: `min` is 9, which is more than `max`, 1"),
        ("role = { present = true, absent = true }", "can never be met: it must be both present and absent"),
        ("role = { equals = 'x', absent = true }", "can never be met: `equals` can never hold"),
        ("role = { equals = 'x', pattern = 'y.*' }", "can never be met: `pattern` excludes `x`"),
        ("role = { one-of = ['a', 'b'], none-of = ['a', 'b'] }", "can never be met: `none-of` excludes `a` or `b`"),
        ("instance-count = { one-of = [1, 2], min = 3 }", "can never be met: `min` excludes `1` or `2`"),
        ("instance-types = { allow = ['ml.p3.2xlarge'], deny = ['ml.p*'] }", "is allowed and denied"),
        ("tags = { contains = ['a'], none-of = ['a*'] }", "can never be met: `a` is required and forbidden"),
        ("tags.values.a = { present = true, absent = true }", "can never be met: of `a`, it must be both"),
        ("extends = ['costs']", "there is no pack `costs`"),
        ("kinds = []\nspot = true", "`policies.p.kinds` is an empty list, which selects nothing"),
        ("role.one-of = []", "`policies.p.role.one-of` is an empty list, which says nothing"),
        ("role = {}", "`policies.p.role` expects nothing of it"),
        ("kinds = ['training']", "policy `p` expects nothing"),
        ("kinds = ['transform']\nsubnets.present = true", "`subnets` of policy `p` selects nothing"),
        ("kinds = ['training']\npipeline-name.pattern = 'a'", "selects nothing with `kinds`"),
        ("steps = ['a']\nendpoint-name.pattern = 'a'", "`endpoint-name` of policy `p` selects nothing with `steps`"),
        ("kinds = ['transform']\nextends = ['cost']", "policy `p` selects nothing of what its packs are about"),
        ("paths = ['jobs/train.py']\nspot = true", "`policies.p.paths[0]` names a file that is not there"),
        ("s3.inputs = ['acme-data']", "`policies.p.s3.inputs[0]` is no S3 URI"),
    ],
)
def test_one_message_for_each_mistake(tmp_path: Path, text: str, message: str) -> None:
    ((_, said),) = problems(tmp_path, f"[policies.p]\n{text}\n")
    assert message in said


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("role = 'a'", "role = 'b'", "`equals` is `b` and `a`"),
        ("role.absent = true", "role.present = true", "it must be both present and absent"),
        ("max-runtime.max = 10", "max-runtime.min = 20", "`min` is 20, which is more than `max`, 10"),
        ("spot = true", "spot = false", "`equals` is `False` and `True`"),
    ],
)
def test_policies_that_contradict_one_another(tmp_path: Path, first: str, second: str, why: str) -> None:
    ((line, said),) = problems(tmp_path, f"[policies.one]\n{first}\n[policies.two]\n{second}\n")
    assert line == 4
    assert said.startswith("policies `two` and `one` contradict each other about")
    assert why in said


@pytest.mark.parametrize(
    "text",
    [
        "[policies.one]\nkinds = ['training']\nrole = 'a'\n[policies.two]\nkinds = ['processing']\nrole = 'b'\n",
        "[policies.one]\nsteps = ['A*']\nrole = 'a'\n[policies.two]\nsteps = ['B*']\nrole = 'b'\n",
        "[policies.one]\ndialects = ['v2']\nrole = 'a'\n[policies.two]\ndialects = ['asl']\nrole = 'b'\n",
        "[policies.one]\nmax-runtime.max = 10\n[policies.two]\nmax-runtime.max = 20\n",
        "[policies.one]\ninstance-types.allow = ['ml.m5.*']\n[policies.two]\ninstance-types.deny = ['ml.p*']\n",
    ],
)
def test_policies_that_can_both_be_met(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []
