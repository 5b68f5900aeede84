"""The words that the check of a sentence against its passages compares."""

from __future__ import annotations

SWEEPING = {
    "all": "all every everyone everybody everything each entire entirely whole always invariably universally fully "
    "completely",
    "none": "no none never nobody nothing nowhere neither zero",
    "only": "only solely exclusively sole",
    "most": "most mostly majority mainly largely predominantly",
}
FREQUENT = (
    "many often frequently commonly regularly routinely usually generally typically consistently widely widespread"
)
SWEEPING_CLASS = {word: name for name, words in SWEEPING.items() for word in words.split()} | dict.fromkeys(
    FREQUENT.split(), "frequent"
)
FOLLOWS_FROM = {"most": {"all"}, "frequent": {"all", "most"}}
"""A sweeping word that a stronger one in the passage bears out."""

PEOPLE = {
    "mother": "mother mothers mum mums mam maternal",
    "father": "father fathers dad dads paternal stepfather",
    "grandparent": "grandparent grandparents grandmother grandfather grandma grandad nan",
    "sibling": "sibling siblings brother brothers sister sisters",
    "baby": "baby babies infant infants newborn newborns unborn",
    "partner": "partner partners boyfriend girlfriend husband wife spouse ex-partner",
    "carer": "carer carers",
    "parent": "parent parents parental parenting mother mothers mum mums father fathers dad dads maternal paternal",
}
PERSON_NOUNS = {name: frozenset(words.split()) for name, words in PEOPLE.items()}
SAID_OF_AGENCIES = frozenset({"partner", "partners"})
OF_AGENCIES = frozenset({"agency", "agencies", "organisations", "multi", "safeguarding", "strategic"})
"""Beside these, partners are agencies and no person's partner."""

NEGATIONS = frozenset(
    {"not", "no", "never", "none", "neither", "nor", "without", "cannot", "nobody", "nothing", "lack", "lacked"}
    | {"lacking", "lacks", "fail", "failed", "fails", "failure", "unable", "absent", "absence", "missing"}
)
NEGATED = 3
"""How many words after a negation it may bear on."""


GENERAL_AGENCIES = frozenset({"health services", "local authority", "education", "voluntary sector"})
"""Named as a sort: any agency of the kind bears them out."""
