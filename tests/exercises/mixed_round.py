"""The claims of the mixed round, judged once more by the oracles of `tests/rounds`."""

from tests.rounds.oracles import judged


def first(mixed):
    return judged(mixed[1])


def second(mixed):
    return judged(mixed[2])


def third(mixed):
    return judged(mixed[3])


def fourth(mixed):
    return judged(mixed[4])


def fifth(mixed):
    return judged(mixed[5])


def sixth(mixed):
    return judged(mixed[6])


def seventh(mixed):
    return judged(mixed[7])


def eighth(mixed):
    return judged(mixed[8])
