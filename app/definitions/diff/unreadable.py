"""A file that cannot be compared by meaning."""


class Unreadable(Exception):
    """`sentence` says why."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence
