"""The words that the check of a sentence against its passages compares."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, parted by white space."""
    return frozenset(text.split())


SWEEPING = {
    "all": "all every everyone everybody everything each always invariably universally fully completely wholly totally"
    " uniformly unanimously constantly",
    "whole": "entire entirely whole",
    "none": "no none nobody nothing nowhere neither zero",
    "never": "never",
    "only": "only solely exclusively sole",
    "most": "most mostly majority mainly largely predominantly",
}
FREQUENT = (
    "many often frequently commonly regularly routinely usually generally typically consistently widely widespread"
)
ONLY_OF = words("the by for if when in with")
"""After `only` these name whom or what it leaves alone; elsewhere it says little."""
EACH_TIME = words("day night week month quarter year morning evening session time visit meeting appointment")
"""`Each week` sweeps nothing up."""
SWEEPING_CLASS = {word: name for name, listed in SWEEPING.items() for word in listed.split()} | dict.fromkeys(
    FREQUENT.split(), "frequent"
)
FOLLOWS_FROM = {"whole": {"all"}, "most": {"all"}, "frequent": {"all", "most"}}
"""A sweeping word that a stronger one in the passage bears out."""
EVER = words("any ever yet no none nobody nothing nowhere neither")
"""A passage that says one of these says `never` of a sort; a bare `not` does not."""

PEOPLE = {
    "mother": "mother mothers mum mums mam maternal",
    "father": "father fathers dad dads paternal stepfather stepdad",
    "stepparent": "stepfather stepfathers stepdad stepdads stepmother stepmothers stepmum stepmums stepparent"
    " stepparents step",
    "stepchild": "stepson stepsons stepdaughter stepdaughters stepchild stepchildren stepbrother stepbrothers"
    " stepsister stepsisters stepsibling stepsiblings",
    "grandmother": "grandmother grandmothers grandma nan granny grandparent grandparents",
    "grandfather": "grandfather grandfathers grandad grandpa grandparent grandparents",
    "aunt": "aunt aunts auntie aunties",
    "uncle": "uncle uncles",
    "cousin": "cousin cousins",
    "niece": "niece nieces nephew nephews",
    "godparent": "godmother godfather godparent godparents",
    "guardian": "guardian guardians",
    "grandchild": "grandchild grandchildren grandson grandsons granddaughter granddaughters",
    "lodger": "lodger lodgers landlord landlady",
    "neighbour": "neighbour neighbours",
    "friend": "friend friends",
    "child": "child children young baby babies unborn infant infants toddler toddlers boy boys girl girls son sons"
    " daughter daughters teenager teenagers pupil pupils sibling siblings brother brothers sister sisters"
    " student students victim victims",
    "sibling": "sibling siblings brother brothers sister sisters",
    "baby": "baby babies infant infants newborn newborns unborn",
    "partner": "partner partners boyfriend girlfriend husband wife spouse ex-partner",
    "carer": "carer carers",
    "parent": "parent parents parental parenting mother mothers mum mums father fathers dad dads maternal paternal",
}
KIN = (
    "mothers? fathers? mums? dads? parents? brothers? sisters? siblings? sons? daughters? child children family"
    " families carers? grandparents? grandmothers? grandfathers?"
)
KINSHIPS = {"step": "step", "half": "half", "foster": "foster", "adopt": "adopt", "in": "in[ -]laws?"}
"""What makes another person of a relative, with what a passage must have somewhere."""
FAMILY = words("mother father parent grandmother grandfather aunt uncle stepparent partner carer")
"""Of these a child is told apart; passages that name nobody may well be about children."""
OFTEN = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "quarterly": "quarter"}
OFTEN |= {"annually": "year", "yearly": "year", "annual": "year"}
"""Words for how often something is done, with the unit of time that each is of."""
SINGULAR = {
    "gps": "gp",
    "mothers": "mother",
    "fathers": "father",
    "grandmothers": "grandmother",
    "grandfathers": "grandfather",
    "schools": "school",
    "nurseries": "nursery",
    "colleges": "college",
    "hospitals": "hospital",
    "midwives": "midwife",
    "teachers": "teacher",
    "doctors": "doctor",
    "families": "family",
}
"""Whom a report tells of singly: what one did is no habit of theirs."""
PERSON_NOUNS = {name: frozenset(words.split()) for name, words in PEOPLE.items()}
SAID_OF_AGENCIES = frozenset({"partner", "partners"})
OF_SOMEBODY = words("her his their my new former ex mother father parent violent abusive male female intimate")
"""Before `partners` these make them somebody's."""
OF_AGENCIES = frozenset({"agency", "agencies", "organisations", "multi", "safeguarding", "strategic"})
"""Beside these, partners are agencies and no person's partner."""

HIS_PRONOUNS = frozenset({"he", "him", "his"})

NEGATIONS = frozenset(
    {"not", "no", "never", "none", "neither", "nor", "without", "cannot", "nobody", "nothing", "lack", "lacked"}
    | {"lacking", "lacks", "fail", "failed", "fails", "failing", "failure", "unable", "absent", "absence", "missing"}
)
HARDLY = frozenset({"little", "hardly", "rarely", "seldom", "scarcely", "barely", "few"})
"""Nearly negations: they turn a clause round, too."""
TURNING = words(
    "left omitted excluded overlooked ignored missed outstanding open still yet unclear unaware"
    " refused declined stopped"
    " avoided prevented closed lost instead rather except otherwise only until late short poor weak variable limited"
    " unknown delayed against warn warns warned caution cautions cautioned absent despite"
)
"""Words that may say in their own way what another clause says with a negation."""
STATES = words(
    "outstanding open still yet unclear unaware closed late short poor weak variable limited unknown delayed absent"
)
"""Of those the ones that a `not` right before them just turns into the opposite."""
NEGATED = 3
"""How many words after a negation it may bear on."""


GENERAL_AGENCIES = frozenset({"health services", "local authority", "education", "voluntary sector"})
"""Named as a sort: any agency of the kind bears them out."""

BELIEF = words(
    "said say says saying told tell tells telling thought think thinks believed believe believes believing felt feel"
    " feels hoped hope hopes feared claimed claim claims alleged assumed assume assumes suspected denied deny denies"
    " doubted"
    " expected wondered wished wanted supposed predicted imagined promised asked reported reportedly apparently seemed"
    " appeared view views voice voices opinion spoke spoken heard explained described"
)
"""Words that tell what somebody says, thinks or is asked: it need not be so."""
UNSURE = BELIEF - words("asked view views voice voices opinion spoke spoken heard explained described")
"""Right before a statement these make it somebody's."""
SWEEPING_PHRASES = (
    r"without (?:any )?exceptions?|without fail|in (?:every|all) (?:respects?|ways?|cases?|instances?)|across the board"
    r"|each and every|as a (?:general )?rule|one and all|at all times|through and through|to a (?:man|person)"
    r"|in each case"
    r"|by and large|on the whole|in general|time and (?:time )?again|the whole lot|day in,? day out|wherever one looks"
    r"|100 ?%|a hundred per ?cent"
)
"""Words that together sweep up everything."""

REPORTING = words(
    "audit audits auditor auditors report reports review reviews author authors panel briefing"
    " summary finding findings"
    " find found finds say says said state states stated note notes noted describe describes described recommend"
    " recommends recommended show shows showed shown record records recorded identify identified identifies highlight"
    " highlights highlighted conclude concludes concluded observe observed example instance also addition furthermore"
    " moreover overall similarly meanwhile practitioner practitioners ask asks asked aim aims need needs include"
    " includes included including according regarding particular case cases cover covers covered look looked"
    " looks consider considered"
)
"""Words that only tell that something is reported, or join sentences: none of them has to stand in a passage."""

ANTONYMS = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("good well strong strongly stronger strongest", "poor poorly weak weakly weaker weakest bad badly inadequate"),
        (
            "timely prompt promptly early soon punctual quickly quick",
            "late delayed delay delays untimely slow slowly overdue",
        ),
        ("effective effectively", "ineffective ineffectively"),
        ("consistent consistently", "inconsistent inconsistently variable patchy"),
        ("clear clearly", "unclear vague vaguely"),
        ("sufficient sufficiently adequate adequately", "insufficient insufficiently inadequate inadequately"),
        ("appropriate appropriately", "inappropriate inappropriately"),
        ("accurate accurately", "inaccurate inaccurately"),
        ("complete completed finished", "incomplete unfinished uncompleted"),
        ("known aware", "unknown unaware"),
        ("safe safely safer", "unsafe unsafely dangerous"),
        ("met", "unmet"),
        ("likely", "unlikely"),
        ("present attended", "absent absence missing missed"),
        ("able", "unable"),
        ("increase increased increasing rose rise risen higher grew", "decrease decreased fell fallen lower dropped"),
        ("improved improving better", "worsened worse deteriorated declined slipped"),
        ("include included involved", "excluded omitted"),
        ("start started begin began begun", "ended stopped"),
        ("accept accepted", "rejected refused declined challenged challenge questioned"),
        ("succeeded successful successfully", "failed unsuccessful unsuccessfully"),
        ("reliable reliably", "unreliable"),
        ("thorough thoroughly detailed", "superficial cursory brief"),
        ("confident confidently confidence", "unconfident hesitant unsure uncertain"),
        ("always", "never"),
        ("often frequently", "rarely seldom infrequently"),
        ("agree agreed", "disagreed disagree"),
        ("before", "after"),
        ("inside", "outside"),
        ("in", "out"),
        ("more", "less fewer"),
        ("most", "fewest least"),
        ("above over", "below under"),
        ("shared", "withheld"),
        ("same", "different"),
    )
)
"""Words of which a sentence must not have one where its passage has the other of the same thing."""

GRAVE = {
    "death": "die dies died dying dead death deaths fatal fatality fatally fatalities bereaved stillborn stillbirth",
    "killing": "kill kills killed killing murder murdered homicide manslaughter",
    "injury": "injury injuries injured injuring wound wounded burn burned burnt burns scald scalded fracture"
    " fractured"
    " bruise bruised bruises bruising hurt",
    "suicide": "suicide suicidal suicides",
    "self-harm": "self-harm self-harmed self-harming",
    "rape": "rape raped rapes raping",
    "sexual abuse": "molested sexually sexual",
    "overdose": "overdose overdosed overdoses",
    "assault": "assault assaulted assaults assaulting attacked stabbed stabbing strangled strangulation beaten",
    "arrest": "arrest arrested arrests charged convicted conviction prosecuted prosecution jailed imprisoned sentenced",
    "hospital": "hospitalised hospitalized",
    "homelessness": "homeless homelessness evicted eviction",
    "pregnancy loss": "miscarriage miscarried miscarry",
    "dismissal": "sacked dismissed disciplined suspended",
    "trafficking": "trafficked trafficking kidnapped abducted",
}
GRAVE_CLASS = {word: name for name, words in GRAVE.items() for word in words.split()}
"""What no sentence may say of anybody unless a passage does."""

SYNONYMS = """
    protect safe safer safety safeguard
    help support assist
    phone telephone rang ring call
    begin began begun start commence
    finish complete end close conclude stop cease
    see saw seen meet met visit
    tell told say said speak spoke spoken talk inform describe
    ask question enquire request
    show demonstrate evident reveal
    notice spot recognise identify recognize
    brief short
    quick prompt rapid soon fast
    repeat redo redone again
    alone separate
    record note written write wrote log document
    require need
    get got reach receive receipt
    give gave given provide offer
    use used
    child children young
    brother sister sibling
    worry concern
    wish view voice feeling
    minimise minimize
    return back
    know knew known aware
    learn learnt learned hear heard
    own
    leave left
    think thought consider
    think believe thought believed
    decide decision agree
    rise rose increase
    fall fell decrease reduce
    poor weak
    good strong
    look examine
    miss absent
    drink alcohol
    drug substance
    choose chose chosen select pick
    share pass
    hold held
    attend come came
    keep kept
    home house
    often frequent
    last remain
    discuss discussed
    teach train
    wait delay
    plan planning
    meeting conference
    staff worker practitioner professional
    mum mother
    dad father
    carer caring
    pregnancy pregnant
    birth born
    hospital ward
    week weekly
    month monthly
    year yearly annual
    quarter quarterly
    recommend recommendation
    joint together
    prior before previous earlier
"""
"""Words on a line mean nearly the same in plain English: one in a sentence is covered by another in a passage."""
