"""The problems of the folder `problems`."""

import json
from pathlib import Path

from benchopt import BaseDataset

FOLDER = Path(__file__).parents[1] / "problems"


class Dataset(BaseDataset):
    """One problem with its certified optimum, by name."""

    name = "certified"
    parameters = {"problem": sorted(path.stem for path in FOLDER.glob("*.json"))}  # noqa: RUF012
    requirements = ()

    def get_data(self):
        """The content of the file."""
        return {"problem": json.loads((FOLDER / f"{self.problem}.json").read_text(encoding="utf-8"))}
