"""What a file that nobody reads seems to be, and what to give instead."""

import re
from pathlib import Path

ANOTHER = "Export the charts as CSV, or give another log of the run."
CODE = frozenset((".py", ".ipynb", ".sh", ".js", ".ts", ".c", ".cc", ".cpp", ".h", ".java", ".rs", ".go", ".m", ".r"))
SETTINGS = frozenset(
    ("hparams.yaml", "args.yaml", "config.yaml", "params.yaml", "wandb-summary.json", "wandb-metadata.json")
)
# what a file begins with, what that is, and what to do
BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive", "Unpack it and give the files in it."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it and give what is in it."),
    (b"BZh", "compressed with bzip2", "Unpack it and give what is in it."),
    (b"\xfd7zXZ", "compressed with xz", "Unpack it and give what is in it."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and give the files in it."),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", "Unpack it and give what is in it."),
    (b"\x89PNG", "a picture", "A picture holds no values: export the data of the chart as CSV."),
    (b"\xff\xd8\xff", "a picture", "A picture holds no values: export the data of the chart as CSV."),
    (b"GIF8", "a picture", "A picture holds no values: export the data of the chart as CSV."),
    (b"%PDF", "a PDF document", "It holds no values that can be trusted: export the data of the chart as CSV."),
    (b"\x93NUMPY", "a NumPy array", "It does not tell metrics and steps: save it as CSV with a row of names."),
    (b"\x89HDF", "an HDF5 file, such as the weights of a model", "Give the log of the training, not what it made."),
    (b"SQLite format 3", "a database of an unknown logger", ANOTHER),
    (b"PAR1", "a Parquet table of an unknown logger", "Save it as CSV with a column that counts steps."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV and give that file."),
    (b"\xff\xfe", "a text in UTF-16", "Save it again in UTF-8."),
    (b"\xfe\xff", "a text in UTF-16", "Save it again in UTF-8."),
)
PACKED = tuple(one for one in BEGINNINGS if "archive" in one[1] or "compressed" in one[1])
LFS = b"version https://git-lfs.github.com/spec/"
ANNEX = re.compile(rb"/annex/objects/\S+\s*")
UNMERGED = b"<<<<<<< "
PAGES = (b"<!doctype html", b"<html")
PICKLE = re.compile(rb"\x80[\x02-\x05]")


def stands_in(head: bytes) -> tuple[str, str] | None:
    """Reason and advice for what only stands where a log should: a pointer to it, a packed one, a page about it."""
    if head.startswith(LFS):
        return "This is a git-LFS pointer.", "Fetch the file with git lfs pull."
    if ANNEX.fullmatch(head):
        return "This is a git-annex pointer.", "Fetch the file with git annex get."
    if head.startswith(UNMERGED):
        return "The file holds the marks of an unfinished git merge.", "Finish the merge and read it again."
    if _start(head).startswith(PAGES):
        return "This is a web page.", "Export the data of the chart as CSV; a saved page does not hold it."
    packed = next((one for one in PACKED if head.startswith(one[0]) and not head[:64].isascii()), None)
    return None if packed is None else (f"This is {packed[1]}.", packed[2])


def unmerged(data: bytes) -> int | None:
    """The line on which the first mark of an unfinished git merge stands, behind which values stand twice."""
    place = 0 if data.startswith(UNMERGED) else data.find(b"\n" + UNMERGED) + 1
    return data.count(b"\n", 0, place) + 1 if place or data.startswith(UNMERGED) else None


def _start(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()


def seems(path: Path, head: bytes) -> tuple[str, str]:
    """Reason and advice for a file that no importer claims, from its name and its first bytes; nothing is run."""
    suffix = path.suffix.lower()
    if head.startswith(b"PK\x03\x04") and suffix in {".xlsx", ".xlsm", ".ods"}:
        return "This is a spreadsheet workbook.", "Save the sheet as CSV and give that file."
    if head.startswith(b"PK\x03\x04") and suffix in {".pt", ".pth", ".ckpt", ".bin"}:
        return "This is a checkpoint of PyTorch: weights, no log.", "Give the log of the training, not what it made."
    if head.startswith(b"PK\x03\x04") and suffix == ".npz":
        return "This is an archive of NumPy arrays.", "Save them as CSV with a row of names."
    if PICKLE.match(head) or suffix in {".pkl", ".pickle"}:
        return (
            "This is a Python pickle, which is never opened: it could run code.",
            "Save what it holds as CSV or JSON.",
        )
    for beginning, what, advice in BEGINNINGS:
        if head.startswith(beginning):
            return f"This is {what}.", advice
    return _seems_text(path, head) if b"\0" not in head else ("This is no text file in UTF-8.", ANOTHER)


def _seems_text(path: Path, head: bytes) -> tuple[str, str]:
    if path.name in SETTINGS or (path.name == "metrics.json" and b"[" not in head):  # DVCLive's: the last values
        return "These are settings or a summary of a run, without its metrics.", "Open the log that lies beside them."
    if path.suffix.lower() == ".dvc":
        return "This is a DVC pointer.", "Fetch the file that it stands for with dvc pull."
    if b'"nbformat"' in head or path.suffix.lower() == ".ipynb":
        return "This is a notebook.", "Give the log that the training wrote; printed output is no log."
    if path.suffix.lower() in CODE:
        return "This is source code.", "Give the log that the training wrote."
    if path.parts[-2:-1] and ".aim" in path.parts:
        return "This belongs to a repository of Aim.", "Export the metrics from Aim as CSV."
    return "This is of no known format.", ANOTHER
