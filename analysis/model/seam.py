"""Where the pieces of one run were joined: a later file took over from an earlier one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seam:
    """From step ``at`` on the values are those of the file ``later``.

    ``dropped`` points that the file ``earlier`` holds from there up to step ``until`` were left out; none where the
    later piece begins after the earlier one has ended, ``until`` being the last step of the earlier one then.
    """

    at: float
    until: float
    dropped: int
    earlier: str
    later: str
