"""Asks how many dimensions of a posterior carry information: its KL divergence, dimension by dimension."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series, Span

ID = "posterior"
END = 0.1  # share of the points, the last ones, that are judged
RULE = (
    "The share of the dimensions whose mean KL divergence over the last tenth of the points is above the threshold of "
    "an active one. Only the end is judged: with a rising weight or capacity dimensions switch on and off legitimately."
)
LIMITS = (
    "How many dimensions a model should use is its designer's choice; a strong KL weight switches off what is not "
    "needed. The KL divergence is taken as logged: with a weight in it the threshold means something else."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    single = [series for series in known_as(run, "kl_dimension") if len(series)]
    if len(single) > 1:
        return (_finding(run, single, context),)
    return tuple(_total(run, series, context) for series in known_as(run, "kl") if len(series))


def _end(series: Series) -> float:
    finite = series.values[np.isfinite(series.values)]
    return float(finite[-max(round(END * finite.size), 1) :].mean()) if finite.size else float("nan")


def _peak(series: Series) -> float:
    finite = series.values[np.isfinite(series.values)]
    return float(finite.max()) if finite.size else float("nan")


def _finding(run: Run, single: list[Series], context: Context) -> Finding:
    line = context.thresholds[f"{ID}.active"]
    ends = np.array([context.measured.of(_end, series) for series in single])
    peaks = np.array([context.measured.of(_peak, series) for series in single])
    active = int(np.count_nonzero(ends > line))
    share = active / len(single)
    spans = [span for series in single if (span := series.span) is not None]
    span = Span(min(one.first for one in spans), max(one.last for one in spans))
    asked = Asked(ID, run, None, span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    statistic = Statistic("share of the dimensions active", share, points=len(single))
    ever = int(np.count_nonzero(peaks > line))
    more = (
        Evidence("active dimensions", active),
        Evidence("dimensions", len(single)),
        Evidence("dimensions active at any time", ever),
        Evidence("KL above which a dimension is active", line, "nats"),
    )
    sentence = f"{active} of {len(single)} dimensions carry more than {line:g} nats at the end; {ever} did at any time."
    return asked.graded(statistic, sentence, context, more=more)


def _total(run: Run, series: Series, context: Context) -> Finding:
    """One KL divergence for all dimensions: it tells a collapse of all of them, and nothing less."""
    line = context.thresholds[f"{ID}.active"]
    end = context.measured.of(_end, series)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} A total below the threshold is graded 1.", LIMITS)
    statistic = Statistic("KL divergence at the end", end, "nats", points=len(series))
    if end < line:
        sentence = f"The KL divergence is {wording.number(end, 2)} nats at the end: no dimension carries information."
        return asked.graded(statistic, sentence, context, grade=1)
    sentence = (
        f"The KL divergence is {wording.number(end, 3)} nats at the end; one total does not tell dimensions apart."
    )
    return asked.unrated(statistic, sentence, verdict=Verdict.INFORMATION, threshold=line)


CHECK = Check(
    id=ID,
    number="N4",
    title="Posterior collapse",
    question="How many dimensions of the posterior carry information?",
    needs="the KL divergence of each dimension; log it as kl/0, kl/1 and so on.",
    run=_run,
    latent=True,
)
