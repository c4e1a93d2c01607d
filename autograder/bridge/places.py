"""One name for the working directory on both sides: a path that crosses means the same file there.

The two folders lie at different places. So the judge's end puts the other side's name of the folder in the place of its
own in every text that it sends, and the other way round in every text that comes. A path that comes is not believed
for that: it leads below the judge's own folder, as any relative path does.
"""

import re


class Places:
    """The judge's working directory is `here`; the student side says that its own is `there`.

    Raises TypeError where `there` is no absolute path.
    """

    def __init__(self, here: str, there: object) -> None:
        if type(there) is not str or not there.startswith("/") or len(there) < 2:
            raise TypeError("no working directory")
        self.here, self.there = here, there
        self._here, self._there = (re.compile(re.escape(place) + r"(?![\w-])") for place in (here, there))

    def sent(self, text: str) -> str:
        """`text` with the student side's name of the folder in place of the judge's."""
        return self._here.sub(lambda _found: self.there, text) if self.here in text else text

    def come(self, text: str) -> str:
        """`text` with the judge's name of the folder in place of the student side's."""
        return self._there.sub(lambda _found: self.here, text) if self.there in text else text
