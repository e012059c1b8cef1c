"""
Damaged addresses → buildings, on a generated township: how many are found, how sure, how often wrongly, how fast.

Peers, on a sample of the same questions in the same run: `rapidfuzz.process.extractOne` over every registered text,
and pg_trgm's nearest neighbour (`ORDER BY text <-> question LIMIT 1` on a GiST index) when `POSTGRES_VARIABLE`
names a PostgreSQL. Both get the same normalised texts.
"""

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from rapidfuzz import fuzz, process

from geo_service.addresses.index import AddressIndex, Decision, build_index
from geo_service.addresses.index_build import IndexEntry, index_entry
from geo_service.addresses.normalize import normalize
from geo_service.addresses.vocabulary import Vocabulary, make_vocabulary
from geo_service.bench.address_left_over import CHECKING, FITTING
from geo_service.bench.address_noise import KINDS, LEVELS, Query, make_queries
from geo_service.bench.fit_confidence import fit_model, write_model
from geo_service.importers.demo import Township, make_township

POSTGRES_VARIABLE = "GEO_SERVICE_BENCH_POSTGRES_URL"
"""Environment variable with the URL of a PostgreSQL that has pg_trgm; only a temporary table is made."""

QUESTIONS_PER_ROUND = 400
"""At each level of noise; more rounds ask more questions."""
WARMING = 200
"""Questions asked before the clock runs, as a service would have answered some."""
PEER_SAMPLE = 100

BENCH_SEED = 1
FIT_SEED = 2
"""The fit sees another town and other questions than the bench."""
FIT_PER_LEVEL = 5000

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999)
"""Lower edges of the bins of confidence in the reliability table."""

_TRIGRAM_TABLE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TEMP TABLE bench_texts (building_id text, plain text)",
)
_TRIGRAM_INDEX = ("CREATE INDEX ON bench_texts USING gist (plain gist_trgm_ops)", "ANALYZE bench_texts")

MICROSECONDS = 1_000_000
MILLISECONDS = 1000
MEGABYTE = 1024 * 1024

Figures = dict[str, float | int | str]
Seconds = list[float]


@dataclass(frozen=True)
class Answer:
    """A question, what the index decided, its best building whether decided or not, and how long it took."""

    query: Query
    decision: Decision
    seconds: float

    @property
    def first(self) -> str | None:
        """The best candidate."""
        candidates = self.decision.candidates
        return candidates[0].building_id if candidates else None

    @property
    def answered(self) -> bool:
        """Whether a building was named."""
        return self.decision.building_id is not None

    @property
    def right(self) -> bool:
        """Whether the best candidate is the building meant."""
        return self.query.building_id is not None and self.first == self.query.building_id

    @property
    def wrong(self) -> bool:
        """Whether a building was named that is not the one meant, or although there is none."""
        return self.answered and self.decision.building_id != self.query.building_id


def bench_addresses(buildings: int, runs: int) -> Figures:
    """
    Ask damaged addresses of a township of so many buildings, `runs` × 400 at each level of noise.

    Returns
    -------
    figures
        `recall`: the best candidate is right, of the questions whose building exists; `answered_right`: and it was
        named. `wrong`: a wrong building was named, of all questions. `abstained`: none was named. All by level as
        well. `reliability_*`: share of right best candidates by confidence, with their number. Ratios peer : ours
        (above 1 we are faster) on the peers' sample.
    """
    register = _register(make_township(buildings, seed=BENCH_SEED))
    build_s, memory_mb, index = _build(register)
    queries = make_queries(
        register.rows, register.names, register.vocabulary, per_level=QUESTIONS_PER_ROUND * runs, seed=BENCH_SEED
    )
    for query in queries[:: max(1, len(queries) // WARMING)]:
        index.best(query.text)
    answers = [_ask(index, query) for query in queries]
    return {
        "buildings": buildings,
        "questions": len(answers),
        "build_s": round(build_s, 1),
        "memory_mb": memory_mb,
        "threshold": index.model.threshold,
        **_quality(answers, ""),
        **{name: value for level in LEVELS for name, value in _quality(_at(answers, level), f"_{level}").items()},
        **_absent(answers),
        **_speed(answers),
        **_reliability(answers),
        **_peers(register, answers),
    }


def fit_addresses(buildings: int) -> str:
    """The text of `rules/confidence.toml`, fitted on another township than `bench_addresses` asks about."""
    register = _register(make_township(buildings, seed=FIT_SEED))
    index = build_index(register.entries, register.vocabulary)
    fitting, checking = (
        make_queries(
            register.rows,
            register.names,
            register.vocabulary,
            per_level=FIT_PER_LEVEL,
            seed=FIT_SEED + turn,
            words=words,
        )
        for turn, words in enumerate((FITTING, CHECKING))
    )
    model = fit_model(index, fitting, checking)
    how = f"geo_service.bench.addresses.fit_addresses({buildings}): {len(fitting)} questions to fit, as many to check."
    return write_model(model, how)


@dataclass(frozen=True)
class _Register:
    rows: list[dict[str, Any]]
    entries: list[IndexEntry]
    names: list[str]
    vocabulary: Vocabulary


def _register(township: Township) -> _Register:
    names = {
        layer: [name for name in township.layers[layer]["name"] if isinstance(name, str)]
        for layer in ("districts", "townships", "communities", "estates", "roads")
    }
    roads = names.pop("roads")
    estates = township.layers["estates"].drop(columns="geometry").to_dict("records")
    names_of = {row["estate_id"]: (row["name"], *row["aliases"]) for row in estates}
    rows = township.layers["buildings"].drop(columns="geometry").to_dict("records")
    return _Register(
        rows=rows,
        entries=[index_entry(row, names_of.get(row["estate_id"], ())) for row in rows],
        names=[*names["estates"], *roads, *names["communities"]],
        vocabulary=make_vocabulary(**names),
    )


def _build(register: _Register) -> tuple[float, int, AddressIndex]:
    """Seconds and megabytes of the index; of two builds, because counting memory takes time."""
    tracemalloc.start()
    counted = build_index(register.entries, register.vocabulary)
    bytes_kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del counted
    start = time.perf_counter()
    index = build_index(register.entries, register.vocabulary)
    return time.perf_counter() - start, round(bytes_kept / MEGABYTE), index


def _ask(index: AddressIndex, query: Query) -> Answer:
    start = time.perf_counter()
    decision = index.best(query.text)
    return Answer(query, decision, time.perf_counter() - start)


def _at(answers: Sequence[Answer], level: int) -> list[Answer]:
    return [answer for answer in answers if answer.query.level == level]


def _quality(answers: Sequence[Answer], suffix: str) -> Figures:
    present = [answer for answer in answers if answer.query.building_id]
    return {
        f"recall{suffix}": _share(answer.right for answer in present),
        f"answered_right{suffix}": _share(answer.answered and answer.right for answer in present),
        f"wrong{suffix}": _share(answer.wrong for answer in answers),
        f"abstained{suffix}": _share(not answer.answered for answer in answers),
    }


def _absent(answers: Sequence[Answer]) -> Figures:
    asked = {kind: [answer for answer in answers if answer.query.kind == kind] for kind in KINDS if kind != "present"}
    return {f"wrong_{kind}": _share(answer.wrong for answer in found) for kind, found in asked.items()}


def _speed(answers: Sequence[Answer]) -> Figures:
    seconds = [answer.seconds for answer in answers]
    return {
        "us_median": round(statistics.median(seconds) * MICROSECONDS),
        "us_mean": round(statistics.mean(seconds) * MICROSECONDS),
        "us_p95": round(statistics.quantiles(seconds, n=20)[-1] * MICROSECONDS),
    }


def _reliability(answers: Sequence[Answer]) -> Figures:
    """Of all best candidates with a confidence in a bin, how many there are and what share is right."""
    figures: Figures = {}
    for low, high in zip(BINS, (*BINS[1:], 1.0 + BINS[-1]), strict=True):
        inside = [answer for answer in answers if low <= _confidence(answer) < high and answer.first]
        figures[f"reliability_from_{low}_n"] = len(inside)
        figures[f"reliability_from_{low}_mean"] = round(statistics.mean(map(_confidence, inside)), 4) if inside else 0.0
        figures[f"reliability_from_{low}_right"] = _share(answer.right for answer in inside)
    return figures


def _confidence(answer: Answer) -> float:
    candidates = answer.decision.candidates
    return candidates[0].confidence if candidates else 0.0


def _peers(register: _Register, answers: Sequence[Answer]) -> Figures:
    """Recall and time of the peers, and ours, on the same sample of questions whose building exists."""
    present = [answer for answer in answers if answer.query.building_id]
    sample = present[:: max(1, len(present) // PEER_SAMPLE)][:PEER_SAMPLE]
    texts = [(row["building_id"], normalize(text)) for row in register.rows for text in row["addresses"]]
    figures: Figures = {
        "sample": len(sample),
        "sample_recall": _share(answer.right for answer in sample),
        "sample_us_mean": round(statistics.mean(answer.seconds for answer in sample) * MICROSECONDS),
    }
    figures |= _peer("rapidfuzz", _with_rapidfuzz(texts), sample)
    url = os.environ.get(POSTGRES_VARIABLE)
    if url:
        with _with_trigrams(url, texts) as nearest:
            figures |= _peer("pg_trgm", nearest, sample)
    return figures


Nearest = Callable[[str], str]


def _peer(name: str, nearest: Nearest, sample: Sequence[Answer]) -> Figures:
    seconds: Seconds = []
    right = 0
    for answer in sample:
        start = time.perf_counter()
        found = nearest(normalize(answer.query.text))
        seconds.append(time.perf_counter() - start)
        right += found == answer.query.building_id
    ours = statistics.mean(answer.seconds for answer in sample)
    return {
        f"{name}_recall": round(right / len(sample), 4),
        f"{name}_ms_mean": round(statistics.mean(seconds) * MILLISECONDS, 2),
        f"{name}_ratio": round(statistics.mean(seconds) / ours, 1),
    }


def _with_rapidfuzz(texts: Sequence[tuple[str, str]]) -> Nearest:
    choices = [text for _, text in texts]

    def nearest(question: str) -> str:
        return texts[process.extractOne(question, choices, scorer=fuzz.ratio)[2]][0]

    return nearest


@contextmanager
def _with_trigrams(url: str, texts: Sequence[tuple[str, str]]) -> Iterator[Nearest]:
    engine = sqlalchemy.create_engine(sqlalchemy.make_url(url).set(drivername="postgresql+psycopg"))
    ask = sqlalchemy.text("SELECT building_id FROM bench_texts ORDER BY plain <-> :question LIMIT 1")
    with engine.connect() as connection:
        for statement in _TRIGRAM_TABLE:
            connection.execute(sqlalchemy.text(statement))
        fill = sqlalchemy.text("INSERT INTO bench_texts VALUES (:building_id, :plain)")
        connection.execute(fill, [{"building_id": building_id, "plain": plain} for building_id, plain in texts])
        for statement in _TRIGRAM_INDEX:
            connection.execute(sqlalchemy.text(statement))
        yield lambda question: str(connection.execute(ask, {"question": question}).scalar())
        connection.rollback()
    engine.dispose()


def _share(facts: Iterable[bool]) -> float:
    counted = list(facts)
    return round(sum(counted) / len(counted), 5) if counted else 0.0
