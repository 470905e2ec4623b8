"""A strict reader of Prometheus' text format, version 0.0.4: whatever isn't as the format says is an error."""

import math
import re
from dataclasses import dataclass, field

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN")
SUFFIXES = {"counter": [""], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}


@dataclass
class Family:
    name: str
    help: str
    type: str
    #: From labels, as a sorted tuple of pairs, to value; of a histogram by the whole name of the sample, too.
    samples: dict = field(default_factory=dict)


def parse(text):
    """Families by name. Fails for anything unusual, a family without help among it."""
    assert text.endswith("\n") and "\r" not in text and "\n\n" not in text
    families, lines = {}, text[:-1].split("\n")
    family = None
    while lines:
        line = lines.pop(0)
        if line.startswith("#"):
            described = re.fullmatch(rf"# HELP ({NAME}) (\S.*)", line)
            typed = re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram)", lines.pop(0))
            assert described and typed and described[1] == typed[1], line
            assert typed[1] not in families, f"{typed[1]} comes twice"
            family = families[typed[1]] = Family(typed[1], described[2], typed[2])
            continue
        found = SAMPLE.fullmatch(line)
        assert found and NUMBER.fullmatch(found[3]), f"no sample: {line!r}"
        assert family and found[1] in [family.name + suffix for suffix in SUFFIXES[family.type]], f"out of its family: {line!r}"
        labels = [tuple(pair) for pair in re.findall(r'([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"', found[2] or "")]
        assert len({name for name, _ in labels}) == len(labels), line
        key = (found[1], tuple(sorted((name, unescaped(value)) for name, value in labels)))
        assert key not in family.samples, f"{line!r} comes twice"
        family.samples[key] = float(found[3].replace("Inf", "inf"))
    for family in families.values():
        check(family)
    return families


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value)


def check(family):
    assert family.samples, family.name
    if family.type == "counter":
        assert family.name.endswith("_total") and all(value >= 0 for value in family.samples.values()), family.name
    else:
        assert not family.name.endswith("_total"), family.name
    if family.type != "histogram":
        return
    for labels in {without_bound(labels) for _, labels in family.samples}:
        bounds = sorted(
            (float(dict(found)["le"].replace("Inf", "inf")), value)
            for (name, found), value in family.samples.items() if name.endswith("_bucket") and without_bound(found) == labels
        )
        counts = [count for _, count in bounds]
        assert counts == sorted(counts), f"{family.name} is not cumulative"
        assert bounds[-1][0] == math.inf and bounds[-1][1] == family.samples[family.name + "_count", labels]
        sum_ = family.samples[family.name + "_sum", labels]
        low = sum(lower * (count - before) for lower, count, before in zip([0, *[b for b, _ in bounds]], counts, [0, *counts]))
        assert sum_ >= low * 0.999999, f"the sum of {family.name} is less than its buckets say"


def without_bound(labels):
    return tuple(pair for pair in labels if pair[0] != "le")


def value(families, name, **labels):
    """Of one sample; 0 for a series that is not there yet. `name` may end with `_count` or `_sum`."""
    family = next(family for family in families.values() if name in [family.name + suffix for suffix in SUFFIXES[family.type]])
    return family.samples.get((name, tuple(sorted(labels.items()))), 0)
