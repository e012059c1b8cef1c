"""
Fits the weights and the table behind the confidence of the address index, on generated noise.

Weights: maximum likelihood of a conditional logit ("none of them" is one of the choices), with the sign of each
weight fixed by its meaning and a small ridge. Table: isotonic regression (pool adjacent violators) of right
answers on the model's share, on questions that the weights have not seen. Threshold: the least confidence at which
few enough of all questions would be answered wrongly.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from geo_service.addresses.index import AddressIndex
from geo_service.addresses.index_confidence import FEATURES, Evidence, Model
from geo_service.bench.address_noise import Query

WRONG_SHARE = 0.0005
"""Wrong answers among all questions that the threshold allows here; the promise is 0.001, on other questions."""
RIDGE = 0.01
GROUP = 100
"""Answers that are pooled to begin with."""
CHOICES = 12
"""Candidates of a question that count, best first by the weights before."""

_FOR = frozenset({"community_agrees", "township_agrees", "road_agrees", "plate_agrees"})
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """Evidence of the candidates of one question, and which is right; -1 when none is."""

    evidence: _Floats
    right: int


def fit_model(index: AddressIndex, fitting: Iterable[Query], checking: Sequence[Query]) -> Model:
    """
    A model fitted on some questions, its table and threshold on others.

    The index is left as it is; its own model only decides which candidates of a question come first.
    """
    weights, none = _fit_weights([_choice(index, query) for query in fitting])
    plain = Model(weights, none, ((0.0, 0.0), (1.0, 1.0)), 1.0)
    answers = [_first_answer(plain, _choice(index, query)) for query in checking]
    table = _isotonic([(share, right) for share, right in answers if share > 0])
    model = replace(plain, table=table)
    return replace(model, threshold=_threshold([(model.corrected(share), right) for share, right in answers]))


def write_model(model: Model, how: str) -> str:
    """A model as the text of `rules/confidence.toml`; `how` says how it was made."""
    lines = [
        "# How sure a match is: weights of what speaks for and against it, fitted, not chosen.",
        f"# Made by {how}",
        f"none = {model.none:.4f}",
        f"threshold = {model.threshold:.4f}",
        "table = [",
        *(f"  [{share:.6f}, {right:.6f}]," for share, right in model.table),
        "]",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in model.weights.items()),
    ]
    return "\n".join(lines) + "\n"


def _choice(index: AddressIndex, query: Query) -> Choice:
    found = index.evidence(query.text)[:CHOICES]
    right = next((k for k, (building_id, _) in enumerate(found) if building_id == query.building_id), -1)
    return Choice(np.array([_row(evidence) for _, evidence in found]).reshape(-1, len(FEATURES)), right)


def _row(evidence: Evidence) -> list[float]:
    return [getattr(evidence, name) for name in FEATURES]


def _fit_weights(choices: Sequence[Choice]) -> tuple[dict[str, float], float]:
    padded, there, right = _padded([choice for choice in choices if len(choice.evidence)])
    signs = [(0.0, None) if name in _FOR else (None, 0.0) for name in FEATURES]
    start = np.zeros(len(FEATURES) + 1)
    found = minimize(_loss(padded, there, right), start, jac=True, method="L-BFGS-B", bounds=[*signs, (None, None)])
    return {name: float(weight) for name, weight in zip(FEATURES, found.x, strict=False)}, float(found.x[-1])


def _padded(choices: Sequence[Choice]) -> tuple[_Floats, npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Evidence by question and candidate, which of them there are, and the right one; CHOICES stands for none."""
    evidence = np.zeros((len(choices), CHOICES, len(FEATURES)))
    there = np.zeros((len(choices), CHOICES), dtype=bool)
    for k, choice in enumerate(choices):
        evidence[k, : len(choice.evidence)] = choice.evidence
        there[k, : len(choice.evidence)] = True
    right = np.array([choice.right if choice.right >= 0 else CHOICES for choice in choices])
    return evidence, there, right


def _loss(
    evidence: _Floats, there: npt.NDArray[np.bool_], right: npt.NDArray[np.int64]
) -> Callable[[_Floats], tuple[float, _Floats]]:
    rows = np.arange(len(right))

    def loss(parameters: _Floats) -> tuple[float, _Floats]:
        weights, none = parameters[:-1], parameters[-1]
        scores = np.where(there, evidence @ weights, -np.inf)
        scores = np.concatenate([scores, np.full((len(right), 1), none)], axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        value = -np.log(shares[rows, right] + 1e-300).mean() + RIDGE * (weights @ weights) / len(right)
        shares[rows, right] -= 1
        slope = np.einsum("qc,qcf->f", shares[:, :-1], evidence) / len(right) + 2 * RIDGE * weights / len(right)
        return float(value), np.append(slope, shares[:, -1].mean())

    return loss


def _first_answer(model: Model, choice: Choice) -> tuple[float, bool]:
    """The share of the best candidate and whether it is right."""
    if not len(choice.evidence):
        return 0.0, False
    scores = [float(score) for score in choice.evidence @ np.array(list(model.weights.values()))]
    best = int(np.argmax(scores))
    return model.shares(scores)[best], best == choice.right


def _isotonic(answers: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Knots (share, how often right), rising in both, by pooling adjacent violators; small groups to begin with."""
    ordered = np.array(sorted(answers), dtype=float)
    pools: list[_Pool] = []
    for group in np.array_split(ordered, max(1, len(ordered) // GROUP)):
        pools.append(_Pool(float(group[:, 0].sum()), float(group[:, 1].sum()), len(group)))
        while len(pools) > 1 and pools[-2].right * pools[-1].size >= pools[-1].right * pools[-2].size:
            last = pools.pop()
            first = pools[-1]
            pools[-1] = _Pool(first.share + last.share, first.right + last.right, first.size + last.size)
    shares = [pool.share / pool.size for pool in pools]
    # one more right and one more wrong than seen, so that the table never says never or always
    rights = np.maximum.accumulate([(pool.right + 1) / (pool.size + 2) for pool in pools])
    knots = [(share, float(right)) for share, right in zip(shares, rights, strict=True) if 0 < share < 1]
    return [(0.0, 0.0), *knots, (1.0, knots[-1][1])]


class _Pool(NamedTuple):
    """Sums over some answers."""

    share: float
    right: float
    size: int


def _threshold(answers: Sequence[tuple[float, bool]]) -> float:
    """The least confidence above which at most WRONG_SHARE of all questions are answered wrongly."""
    allowed = WRONG_SHARE * len(answers)
    wrong = sorted((confidence for confidence, right in answers if not right), reverse=True)
    above = [confidence for confidence, right in answers if right]
    bar = wrong[int(allowed)] if len(wrong) > allowed else 0.0
    return min((confidence for confidence in above if confidence > bar), default=1.0)
