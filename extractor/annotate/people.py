"""Phrases that name people and say how many: "13 civilians, including six children", "X and his son".

A phrase is a list of items ("two women", "a child", "Sami Darwish", "his three sons"). Each item has a core
(number, words between, word for people) and what is told behind it: names, age, family, home, and parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.annotate.ages import ADULT, Ages
from extractor.annotate.names import Names
from extractor.annotate.numbers import NumberMention, find_numbers
from extractor.annotate.words import Words, read_words
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import (
    ActorEntry,
    AttackEntry,
    CarrierEntry,
    CasualtyEntry,
    PlaceKindEntry,
    SiteEntry,
    WeaponEntry,
)
from extractor.model import Qualifier, VictimStatus

_LONGEST_CORE = 10  # words from a number to the word for people: "1 Iranian Islamic Revolutionary Guard Corps advisor"
_LONGEST_BARE = 4  # the same where no number or article leads: "Civil Defense members"
_LONGEST_ASIDE = 25  # words in brackets or between dashes
_LONGEST_TAIL = 8  # words of "of the conservatory", "at the wheel" inside a list
YEARS = range(1900, 2100)
_STOPS = frozenset(',;:.!?()[]"…|')
_JOINERS = frozenset({"-", '"'})
_MARKS = frozenset({"-", "&", "/"})
_ENDS = frozenset(
    {"and", "or", "auxiliary", "be", "preposition", "clause", "relative", "no", "possessive", "he", "modal"}
)
_DETERMINERS = frozenset({"the", "possessive", "further", "ordinal"})
_LONGEST_SOURCE = 10  # words of "rescue workers and a war monitor said"
_NO_SOURCE = frozenset({"relative", "be", "auxiliary", "modal"})


@dataclass(slots=True)
class Item:
    """Some people: tokens first..last with all that is told of them, the core is first..head_end.

    `low` and `high` are null where it is not said how many. `bare`: a number alone. `known`: told before ("the man").
    `further`: besides those told before ("another woman"). `running`: counted on from elsewhere ("the fifth resident").
    `open`: the list goes on with somebody whom no word for people names.
    """

    first: int
    head_end: int
    last: int
    low: int | None = 1
    high: int | None = 1
    qualifier: Qualifier = "exact"
    group: str | None = None
    status: VictimStatus | None = None
    plural: bool = False
    bare: bool = False
    known: bool = False
    further: bool = False
    share: bool = False  # of people told before ("three of them")
    running: bool = False
    open: bool = False
    kin: bool = False
    related: bool = False  # led by "his" or "their": "his son", "three of her children"
    general: bool = False  # the word for them says no more than that they are people
    named: bool = False  # the core is a name
    names: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Item] = field(default_factory=list)
    same_family: bool = False
    origin: tuple[int, int] | None = None
    group_end: int = 0  # the token behind what says its group, where that stands behind the core ("Sami Ali, 12")

    @property
    def value(self) -> int | None:
        """How many they are, where it is one number."""
        return self.low if self.low == self.high else None


class People:
    """The reader of phrases for people in one paragraph."""

    def __init__(self, annotation: Annotation, knowledge: Knowledge) -> None:
        """Reads the numbers and the vocabulary of the paragraph; nothing is searched for yet."""
        self.words: Words = read_words(annotation, knowledge)
        self.numbers: dict[int, NumberMention] = {
            number.first: number for number in find_numbers(annotation, knowledge) if not self._of_date(number)
        }
        named = [mention for mention in annotation.of(ActorEntry) if not mention.entry.unidentified]
        self.actors = {mention.first: mention.last for mention in named}  # "an unknown party" is nobody's victim
        self.starts = {first for first, _ in annotation.sentences}
        self.begins = self.starts | {mention.last for mention in annotation.of(CasualtyEntry)}  # no preposition leads
        self.kinds = {mention.first: mention.last for mention in annotation.of(PlaceKindEntry)}
        things = (WeaponEntry, CarrierEntry, SiteEntry, AttackEntry)
        self.things = {i for kind in things for m in annotation.of(kind) for i in range(m.first, m.last)}
        self.things -= {i for i in self.things if self.words.lexemes[i].person is not None}
        self.ages = Ages(self.words, self.numbers)
        self.names = Names(self.words, self.ages, {*self.actors, *self.numbers, *self.kinds})

    def _of_date(self, number: NumberMention) -> bool:
        """Whether a number is a day beside a month, or a year."""
        words = self.words
        if not words.text[number.core][0].isdigit():
            return False
        before, behind = number.core - 1, number.last
        if (before >= 0 and words.is_(before, "month")) or (behind < len(words) and words.is_(behind, "month")):
            return True
        if number.value not in YEARS or "," in words.text[number.core]:
            return False
        return before < 0 or words.text[before] == "," or words.any_of(before, _ENDS) or words.text[before].isdigit()

    # --- lists

    def chain(self, i: int, stop: int, *, closed: bool = False) -> list[Item]:
        """The items of the list that begins at token `i` and ends before `stop`; empty where none begins there.

        `closed`: what ends the list is known (a verb, a bracket). Otherwise an item that has a verb of its own
        ("…, and two others were injured") is left to that verb.
        """
        item = self.item(i, stop)
        if item is None:
            return []
        items = [item]
        while (k := self._joined(items[-1], stop, closed=closed)) is not None and not self._sources(k):
            following = self.item(k, stop)
            if following is None:
                items[-1].open = items[-1].open or self._stranger(k, stop)
                break
            if self._merge(items[-1], following, k):
                continue
            if not self._may_join(items[-1], following, k):
                break
            if not closed and not self._settled(following.last, stop):
                items[-1].open = items[-1].open or not self._has_a_verb(following.last, stop)
                break
            if self._explains(items[-1], following, k):
                self._absorb(items[-1], following)
            else:
                items.append(following)
        while len(items) > 1 and self._same(items):
            self._absorb(items[-2], items.pop())
        return self._breakdown(items, stop)

    def _joined(self, item: Item, stop: int, *, closed: bool) -> int | None:
        """The token where the next item of a list may begin: behind "," or "and", or a short "of …" and these."""
        words = self.words
        k = item.last
        if item.parts and k < stop and words.text[k] != "," and words.text[k - 1] != ")":
            return None  # "including two children and a woman": the list of parts goes on, not this one
        if k < stop and (words.is_(k, "of") or (closed and words.any_of(k, _TAILS))):
            ends = _TAIL_ENDS if words.is_(k, "preposition") else frozenset({"clause"})
            end = min(stop, k + _LONGEST_TAIL)
            k = next((j for j in range(k + 1, end) if words.text[j] == "," or words.is_(j, "and")), k)
            if any(words.casualty(j) or words.any_of(j, ends) or words.text[j] in _STOPS for j in range(item.last, k)):
                return None
        j = k
        if j < stop and words.text[j] in (",", "&", "/"):
            j += 1
        if j < stop and words.is_(j, "and"):
            j += 1
        if j < stop and words.phrase(j, "as well as") is not None:
            j = words.phrases[j][1]
        return j if k < j < stop else None

    def _sources(self, at: int) -> bool:
        """Whether those behind a comma are who says it, and no victims: "two people, activists said"."""
        words = self.words
        if words.text[at - 1] != ",":
            return False
        for k in range(at, min(at + _LONGEST_SOURCE, len(words))):
            if words.is_(k, "reports"):
                return True
            if words.text[k] in _STOPS or words.casualty(k) or words.any_of(k, _NO_SOURCE):
                return False
        return False

    def _merge(self, item: Item, following: Item, at: int) -> bool:
        """Whether one number counts both: "12 customers and passers-by", "ten women and children"."""
        counted = (
            item.plural and item.low is not None and not item.bare and not item.parts and item.last == item.head_end
        )
        if not counted or following.low is not None or not following.plural or following.further:
            return False
        if following.first != at or not self.words.is_(at - 1, "and") or self.words.text[at - 2] == ",":
            return False
        if self.words.any_of(at, _DETERMINERS) or at in self.numbers:
            return False
        item.head_end = item.last = following.last
        item.group = item.group if item.group == following.group else None
        item.status = item.status or following.status
        return True

    def _may_join(self, item: Item, following: Item, at: int) -> bool:
        """Numbers alone make no list, but for "and five from the other side"; behind "X Y," only names and kin go on
        with it: X Y may be a place."""
        of_others = self.words.is_(at - 1, "and") and self.words.is_(following.last, "from")
        if (item.bare and not item.further) or (following.bare and not (following.further or of_others)):
            return False
        if item.named and not item.parts and not following.named:
            if following.kin or self.words.is_(at - 1, "and"):
                return True
            item.open = item.first in self.starts and not self._closes(following)  # "Sami Ali, a woman and a child"
            return item.first in self.begins and self._with_article(following)
        return True

    def _closes(self, item: Item) -> bool:
        """Whether nobody follows in the list."""
        return not self.words.is_(item.last, "and") and self.words.text[item.last] != ","

    def _settled(self, k: int, stop: int) -> bool:
        """Whether an item that ends before token `k` ends there as an object does, and is no subject of a verb."""
        words = self.words
        if k >= stop or k >= len(words):
            return True
        j = k
        while j < stop and words.is_(j, "adverb"):
            j += 1
        if j < stop and (words.any_of(j, _PREDICATES) or words.casualty(j) or words.is_(j, "modal")):
            return False
        return (
            words.text[k] in _STOPS
            or not words.text[k].isalpha()
            or words.any_of(k, _SETTLING)
            or (words.ends(k, "ending behind an object") or k in words.phrases)
        )

    def _has_a_verb(self, k: int, stop: int) -> bool:
        """Whether a verb follows that people before token `k` are the subject of: they are left to it."""
        words = self.words
        while k < stop and words.is_(k, "adverb"):
            k += 1
        return k >= stop or words.any_of(k, _VERBS) or words.casualty(k) or words.ends(k, "ending of a verb")

    def _stranger(self, k: int, stop: int) -> bool:
        """Whether "and a …" goes on with a noun that may be a person and stands in no vocabulary: "and a muezzin"."""
        words = self.words
        if not words.is_(k - 1, "and"):
            return False
        number = self.numbers.get(k)
        if number is not None:
            j = self._partitive(number.last, stop)
            if number.low is None:
                return False
        elif words.is_(k, "possessive"):
            j = k + 1
        else:
            return False
        begin = j
        while (
            j < stop and words.text[j].isalpha() and not self.ends(j) and j not in self.things and j not in self.kinds
        ):
            if words.any_of(j, _UNITS):
                return False
            j += 1
        return begin < j <= begin + 3 and (j >= stop or (j not in self.things and self._settled(j, stop)))

    def _explains(self, item: Item, following: Item, at: int) -> bool:
        """Whether an item behind a comma says who the one before is: "a child, Sami", "his brother, a trader"."""
        if self.words.text[at - 1] != "," or item.low != 1 or following.low != 1:
            return False
        if following.named and not item.named and not item.names:
            return True
        if not self._with_article(following):
            return False
        if item.named and self.words.text[following.last] == ",":
            item.open = False
            return True
        return (item.named or item.kin) and following.group is None and not following.kin

    def _same(self, items: Sequence[Item]) -> bool:
        """Whether the last of a list is no item but says who those before are.

        "and one civilian, a tea seller,"; "Sami Ali and Rami Ali, two brothers".
        """
        one, two = items[-2], items[-1]
        if self.words.text[two.first - 1] != ",":
            return False
        if all(item.named for item in items[:-1]):
            return two.value == len(items) - 1 and not two.named and not self.words.is_(two.first, "possessive")
        if one.low != 1 or two.low != 1 or not self._with_article(two):
            return False
        return one.group is None or two.group is None or one.group == two.group

    def _with_article(self, item: Item) -> bool:
        number = self.numbers.get(item.first)
        return number is not None and number.article

    def _absorb(self, item: Item, following: Item) -> None:
        item.names += following.names
        item.last = following.last
        if item.group is None and following.group is not None:
            item.group, item.group_end = following.group, following.head_end
        item.status = item.status or following.status

    def _breakdown(self, items: list[Item], stop: int) -> list[Item]:
        """Items that name the people of a first, counted one are its parts: "two civilians, a child and X, …".

        Where they are too few to be all of them, it is open whether they are parts or come on top.
        """
        head, rest = items[0], items[1:]
        if not rest or not head.plural or head.value is None or head.parts or head.further:
            return items
        if self.words.text[rest[0].first - 1] != "," or any(item.value is None for item in rest):
            return items
        all_named = sum(item.low or 0 for item in rest) == head.value  # "two men, a doctor and a guard"
        if head.group is not None and any(item.group not in (head.group, None if all_named else "") for item in rest):
            return items
        if head.status == "civilians" and any(item.group == "fighters" for item in rest):
            return items
        if not head.general and head.group is None and not all(item.named for item in rest):
            return items
        told = sum(item.low or 0 for item in rest)
        if told > head.value:
            return items
        if told < head.value:
            head.open = not all(item.further for item in rest)
            return items
        self._take(head, rest)
        head.last = rest[-1].last
        self.tell(head, head.last, stop)
        return [head]

    # --- one item

    def item(self, i: int, stop: int) -> Item | None:
        """The item that begins at token `i`, with what is told behind it before `stop`."""
        item = self._core(i, stop)
        if item is not None:
            self.tell(item, item.head_end, stop)
        return item

    def _core(self, i: int, stop: int) -> Item | None:
        """Determiners, number, words between and the word for people; or a number or a name alone."""
        words = self.words
        item = Item(i, i, i)
        number: NumberMention | None = None
        possessive = age = False
        j = i
        while j < stop:
            found = self.numbers.get(j)
            told = self.ages.before(j)
            if told is not None:
                age, j = True, told[1]
                if told[0] < ADULT:
                    item.group = "children"
            elif found is not None and (number is None or number.vague or (number.article and item.further)):
                number, j = found, self._partitive(self._repeated(found, stop), stop)
            elif words.is_(j, "ordinal") and (number is not None or item.known or possessive or j == i):
                item.running = not (number is not None and number.article)
                item.further, j = True, j + 1
            elif words.is_(j, "further") and words.lexemes[j].person is None:
                item.further, j = True, j + 1
            elif words.is_(j, "possessive") and not possessive:
                possessive, j = True, j + 1
            elif words.is_(j, "the") and number is None:
                item.known, j = True, j + 1
            elif words.text[j] == "-" and j > i:
                j += 1
            else:
                break
        if number is not None:
            if (j < stop and words.is_(j, "fraction")) or (not number.article and words.is_(number.last, "fraction")):
                return None
            item.low, item.high, item.qualifier = number.low, number.high, number.qualifier
        led = number is not None or possessive or item.known or item.further
        head = self._head(j, stop, led=led) if j < stop else None
        if head is None:
            return self._headless(item, j, stop, number, possessive=possessive, age=age)
        return self._headed(item, j, head, number, possessive=possessive)

    def _repeated(self, number: NumberMention, stop: int) -> int:
        """The token behind a number that is repeated in brackets: "three (3)"."""
        j = number.last
        again = self.numbers.get(j + 1) if j + 2 < stop and self.words.text[j] == "(" else None
        same = again is not None and again.value == number.value and self.words.text[again.last] == ")"
        return again.last + 1 if again is not None and same else j

    def _partitive(self, j: int, stop: int) -> int:
        """Behind "one" in "one of the workers", "two of his friends": where the word for people may begin."""
        words = self.words
        if words.phrase(j, "of them") is not None:
            return j
        if j + 1 < stop and words.is_(j, "of") and (words.is_(j + 1, "the") or words.is_(j + 1, "possessive")):
            return j + 2
        return j

    def _head(self, j: int, stop: int, *, led: bool) -> tuple[int | None, int, bool] | None:
        """The word for people at or behind token `j`: its token, the token behind it, whether a party's fighters.

        A number that a party follows ("three regime forces") counts its fighters; then there is no such word.
        """
        words = self.words
        k, party = j, False
        limit = min(stop, j + (_LONGEST_CORE if led else _LONGEST_BARE))
        while k < limit:
            if k in self.actors:
                party, k = True, self.actors[k]
                if k < stop and words.is_(k, "genitive"):
                    k += 1
                if k >= limit or self.ends(k):
                    return (None, k, True) if led else None
                continue
            if words.lexemes[k].person is not None and not words.casualty(k):
                while k + 1 < stop and words.lexemes[k + 1].person is not None and not words.casualty(k + 1):
                    k += 1
                person = words.lexemes[k].person
                assert person is not None
                fights = person.group == "fighters" or (person.member and (party or self._of_party(k + 1, stop)))
                end = k + 1
                while end + 1 < stop and words.text[end] == "-" and words.tight(end) and words.tight(end + 1):
                    end += 2  # "passers-by", "mother-in-law"
                return k, end, fights
            if (
                self.ends(k)
                or k in self.numbers
                or not (words.text[k][0].isalnum() or words.text[k] in _JOINERS or words.is_(k, "genitive"))
            ):
                return None
            if k in self.things and not (k + 1 < stop and words.lexemes[k + 1].person is not None):
                return None
            if words.text[k].islower() and words.ends(k, "plural ending") and not words.ends(k, "no plural ending"):
                return None  # a plural noun takes the number before it
            k += 1
        return None

    def _of_party(self, k: int, stop: int) -> bool:
        words = self.words
        if k >= stop or not (words.is_(k, "of") or words.is_(k, "from")):
            return False
        return any(m in self.actors for m in range(k + 1, min(stop, k + 4)))

    def ends(self, k: int) -> bool:
        """Whether a phrase for people can't run on over token `k`."""
        words = self.words
        return words.text[k] in _STOPS or words.casualty(k) or words.any_of(k, _ENDS) or k in words.phrases

    def _headed(
        self, item: Item, j: int, head: tuple[int | None, int, bool], number: NumberMention | None, *, possessive: bool
    ) -> Item | None:
        words = self.words
        at, end, fights = head
        item.head_end = item.last = end
        lexeme = words.lexemes[at] if at is not None else None
        person = lexeme.person if lexeme is not None else None
        item.plural = lexeme.plural if lexeme is not None else item.low != 1
        if person is not None:
            item.group = person.group if item.group is None or person.group is not None else item.group
            item.status, item.kin, item.general = person.status, person.kin, person.general
        if fights:
            item.group = item.group or "fighters"
        item.related = any(words.is_(k, "possessive") for k in range(item.first, j))
        for k in range(j, end):
            before = words.lexemes[k].person
            if before is not None and k != at:
                item.group = item.group or before.group
                item.status = item.status if item.status not in (None, "individuals") else before.status
            item.further = item.further or (words.is_(k, "further") and words.lexemes[k].person is None)
        if person is not None and person.body:
            return self._body(item, number)
        if person is not None and person.size is not None and (number is None or number.value == 1):
            if number is None and not (item.known or possessive):
                return None
            item.low = item.high = person.size
            return item
        if number is None and item.plural:
            item.low, item.high, item.qualifier = None, None, "vague"
        elif number is None and not (possessive or item.known or item.further or j == item.first):
            return None
        elif number is not None and item.plural and number.article:
            return None  # "a people", "a troops": something else is meant
        return item

    def _body(self, item: Item, number: NumberMention | None) -> Item | None:
        """ "a family of five": as many as it says, and not said how many where it doesn't."""
        words, end = self.words, item.head_end
        if number is not None and number.value != 1:
            members = any((p := words.lexemes[k].person) is not None and p.member for k in range(number.last, end))
            item.same_family, item.plural = True, True
            return item if members else None  # "a 12-member family"
        told = self.numbers.get(end + 1) if end < len(words) and words.is_(end, "of") else None
        item.low, item.high, item.qualifier, item.plural = None, None, "vague", True
        if told is not None and not told.article:
            item.low, item.high, item.qualifier = told.low, told.high, told.qualifier
            item.head_end = item.last = told.last
        item.same_family = words.is_(end - 1, "family")
        return item

    def _headless(
        self, item: Item, j: int, stop: int, number: NumberMention | None, *, possessive: bool, age: bool
    ) -> Item | None:
        """A number alone ("six", "another", "fourteen of them"), an age ("a 16-year-old"), or a name."""
        words = self.words
        item.head_end = item.last = j
        if age and number is None and j < stop and self.names.capital(j):
            item.head_end = item.last = self.names.at(j, stop) or j + 1  # "Eleven-year-old Rami"
            return item
        if age:
            return item if number is not None and number.low is not None else None
        if number is None and not possessive and not item.further:
            name = self.names.at(j, stop)
            if name is None:
                return None
            item.head_end = item.last = name
            item.named, item.names = True, [(j, name)]
            return item
        if number is None:
            return item if words.is_(item.first, "one more") and j == item.first + 1 and self._alone(j, stop) else None
        of_them = words.phrase(j, "of them")
        if number.article and not item.further:
            return None
        if of_them is not None and item.further:
            return None
        if of_them is not None:
            item.head_end = item.last = of_them
        elif not self._alone(j, stop) or any(not words.any_of(k, _DETERMINERS) for k in range(number.last, j)):
            return None
        item.plural, item.bare, item.general = item.low != 1, True, True
        item.share = of_them is not None
        return item

    def _alone(self, j: int, stop: int) -> bool:
        """Whether a number before token `j` counts no noun that follows."""
        return j >= stop or self.ends(j) or self.words.is_(j, "adverb") or self.words.text[j] in _MARKS

    # --- what is told behind an item

    def tell(self, item: Item, k: int, stop: int) -> None:
        """Read on from token `k`: names, age, family, home, brackets and parts, as far as they go."""
        item.last = max(item.last, k)
        while k < stop:
            behind = (
                self._family(item, k, stop)
                or self._under_age(item, k, stop)
                or self._told_ages(item, k, stop)
                or self._naming(item, k, stop)
                or self._bracket(item, k, stop)
                or self._aside(item, k, stop)
                or self.parts(item, k, stop)
                or self._home(item, k, stop)
                or self._membership(item, k, stop)
            )
            if behind is None or behind <= k:
                return
            k = item.last = behind

    def _family(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        j = k + 1 if words.text[k] == "," else k
        while j < stop and words.is_(j, "the") and words.phrase(j, "same family") is None:
            j += 1
        behind = words.phrase(j, "same family") if j < stop else None
        behind = behind or self._family_name(k, stop)
        if behind is not None:
            item.same_family = True
        return behind

    def _family_name(self, k: int, stop: int) -> int | None:
        """ "from the al-Ali family", "of the family" """
        words = self.words
        if not (words.is_(k, "from") or words.is_(k, "of")):
            return None
        for j in range(k + 1, min(stop, k + 7)):
            if words.is_(j, "family"):
                return j + 1
            named = words.text[j][:1].isupper() or words.text[j] == "-" or words.is_(j, "name part")
            if not (named or words.is_(j, "the") or words.is_(j, "genitive")):
                return None
        return None

    def _under_age(self, item: Item, k: int, stop: int) -> int | None:
        behind = self.ages.under(k)
        of_the_part = bool(item.parts)  # "ten people, eight of them children under 15"
        if behind is not None and behind <= stop and item.group is None and not of_the_part:
            item.group, item.bare, item.group_end = "children", False, behind
        return behind

    def _told_ages(self, item: Item, k: int, stop: int) -> int | None:
        """Ages behind people: how many of them are children. Those of a group word too: ", girls of four and six"."""
        words = self.words
        adult = item.kin and item.group in ("women", "men")
        if item.bare or (adult and words.is_(k, "of")):
            return None  # "30 (12)", "a father of two"
        found = self.ages.behind(k)
        group = None
        if found is None and words.text[k] == "," and k + 1 < stop:
            j = k + 2 if words.is_(k + 1, "the") and k + 2 < stop else k + 1
            person = words.lexemes[j].person
            if person is not None and words.lexemes[j].plural:
                found, group = self.ages.behind(j + 1), person.group
        if found is None or found[1] > stop + 1:
            return None
        ages, behind = found
        plain = words.text[k] == "," and not words.any_of(k + 1, frozenset({"age", "relative"})) and group is None
        several = item.low is None or item.low > 1
        if several and plain and len(ages) != item.value:
            return None
        young = sum(age < ADULT for age in ages)
        if item.kin or item.group is None:
            if young == len(ages):
                item.group, item.group_end = "children", behind
            elif young and len(ages) == item.value:
                item.parts.append(Item(k, behind, behind, young, young, group="children"))
        return behind

    def _naming(self, item: Item, k: int, stop: int) -> int | None:
        """ ", named as X,", "identified respectively as X and Y", ", X and Y," where they are as many as the names."""
        words = self.words
        j = k + 1 if words.text[k] in (",", "-") else k
        if j >= stop:
            return None
        told = words.phrase(j, "named")
        if told is None and (item.named or item.names or item.low is None):
            return None
        if told is None and j > k and item.low == 1:
            return None  # a list may go on with that name; `_explains` decides
        if told is None and item.kin and self.names.capital(j) and self.names.at(j, stop) is None:
            item.names.append((j, j + 1))  # "his brother Omar"
            return j + 1
        names, end = self.names.listed(told if told is not None else j, stop)
        if told is None and item.low == 1:
            names = names[:1]
            end = names[0][1] if names else end
        if not names or (told is None and len(names) != item.value):
            return None
        item.names += names
        return end

    def _bracket(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        if words.text[k] not in ("(", "["):
            return None
        for j in range(k + 1, min(stop, k + _LONGEST_ASIDE)):
            if words.text[j] in ("(", "["):  # a bracket with one inside tells something of its own
                return None
            if words.text[j] in (")", "]"):
                self._breaks_down(item, k + 1, j)
                return j + 1
        return None

    def _aside(self, item: Item, k: int, stop: int) -> int | None:
        """ "family -IDPs from X city, eastern suburbs- including": a home or parts between dashes."""
        words = self.words
        if words.text[k] != "-" or words.tight(k):
            return None
        for j in range(k + 1, min(stop, k + _LONGEST_ASIDE)):
            if words.text[j] != "-" or (words.tight(j) and j + 1 < stop and words.tight(j + 1)):
                continue
            home = next((m for m in range(k + 1, j) if words.is_(m, "from")), None)
            if home is not None:
                self._home(item, home, j)
            else:
                self._breaks_down(item, k + 1, j)
            return j + 1
        return None

    def _home(self, item: Item, k: int, stop: int) -> int | None:
        """ "from X village", "displaced from Y": where they come from."""
        words = self.words
        j = k
        while j < min(stop, k + 4) and not words.is_(j, "from"):
            if not words.text[j].isalpha() or not words.text[j].islower() or self.ends(j):
                return None
            j += 1
        if j >= stop or not words.is_(j, "from"):
            return None
        begin = j = j + 1
        while (
            j < stop
            and j not in self.numbers
            and not words.casualty(j)
            and (
                words.text[j][:1].isupper()
                or words.is_(j, "name part")
                or (j > begin and words.text[j] == "-" and words.tight(j))
            )
        ):
            j += 1
        if not any(words.text[m][:1].isupper() for m in range(begin, j)):
            return None
        if item.origin is None:
            item.origin = (words.start[begin], words.end[j - 1])
        return self.kinds.get(j, j)

    def _membership(self, item: Item, k: int, stop: int) -> int | None:
        """ "members of the 5th Brigade", "a head of X": the body that they belong to."""
        words = self.words
        person = words.lexemes[k - 1].person
        if not words.is_(k, "of") or person is None:
            return None
        j = k + 1
        while j < stop and words.is_(j, "the"):
            j += 1
        begin = j
        while j < stop and (
            j in self.actors
            or words.text[j][:1].isupper()
            or (words.text[j][:1].isdigit() and j not in self.numbers)
            or words.is_(j, "name part")
            or ((words.text[j] == "-" or words.is_(j, "genitive")) and words.tight(j))
        ):
            if j in self.actors and person.member:
                item.group = item.group or "fighters"
            j = self.actors.get(j, j + 1)
        return j if j > begin else None

    # --- parts

    def parts(self, item: Item, k: int, stop: int) -> int | None:
        """Parts of an item told from token `k` on, and the token behind them.

        "including two children", "two of them children", "two children among them", ": two women and a child".
        """
        words = self.words
        j = k + 1 if words.text[k] in (",", "-", ":", ";") else k
        if j >= stop:
            return None
        behind = words.phrase(j, "including")
        if behind is not None:
            while behind < stop and words.is_(behind, "be"):
                behind += 1
            items = self.chain(behind, stop)
            if not items:
                return None
            self._take(item, items)
            return items[-1].last
        parts = self._of_them(item, j, stop) or self._among_them(item, j, stop) or self._listed(item, k, stop)
        return parts or self._mostly(item, j, stop)

    def _mostly(self, item: Item, j: int, stop: int) -> int | None:
        """ "mostly women and children", "nearly all civilians": a share without a number tells nothing to count."""
        led = self.words.phrase(j, "mostly")
        head = self._head(led, stop, led=True) if led is not None and led < stop else None
        if head is None or head[1] <= (led or 0):
            return None
        k = head[1]
        while k + 1 < stop and (self.words.is_(k, "and") or self.words.is_(k, "or")):
            other = self._head(k + 1, stop, led=False)
            if other is None:
                break
            k = other[1]
        return k

    def _take(self, item: Item, parts: Sequence[Item]) -> None:
        item.parts += parts
        item.names += [name for part in parts for name in part.names]
        if sum(part.low or 0 for part in parts) == item.value:
            item.same_family = item.same_family or any(part.same_family for part in parts)

    def _of_them(self, item: Item, j: int, stop: int, *, going_on: bool = False) -> int | None:
        """ "two of them children", "of whom three were women", "all of them children"; going on: "and one a woman"."""
        words = self.words
        begin = j
        behind = words.phrase(j, "of them")
        if behind is not None:
            j = behind
        number = self.numbers.get(j)
        everyone = number is None and words.is_(j, "the")
        if number is not None:
            j = number.last - 1 if words.is_(number.last - 1, "of") else number.last  # "several of"
        elif everyone:
            j += 1
        else:
            return None
        if behind is None:
            behind = words.phrase(j, "of them") if j < stop else None
            if behind is None and not everyone and not going_on:
                return None
            j = behind if behind is not None else j
        while j < stop and words.any_of(j, _COPULAS):
            j += 1
        article = self.numbers.get(j)
        if article is not None and article.article:
            j = article.last
        under = self.ages.under(j) if j < stop else None
        head = self._head(j, stop, led=True) if j < stop and under is None else None
        if (under is None and head is None) or (going_on and behind is None and article is None):
            return None
        singular = head is not None and head[0] is not None and not words.lexemes[head[0]].plural
        if everyone and item.value != 1 and singular:
            return None  # "(the mother and six children)"
        part = Item(begin, under or 0, under or 0, group="children") if head is None else Item(begin, head[1], head[1])
        if head is not None:
            person = words.lexemes[head[0]].person if head[0] is not None else None
            if person is not None:
                part.group, part.status = person.group, person.status
            if head[2]:
                part.group = part.group or "fighters"
            if head[1] + 1 < stop and words.is_(head[1], "and"):
                other = self._head(head[1] + 1, stop, led=False)
                if other is not None and head[1] + 1 not in self.numbers:
                    return other[1]  # "nine of them women and children": not said how many of either
        if number is not None:
            part.low, part.high, part.qualifier = number.low, number.high, number.qualifier
        else:
            part.low, part.high, part.qualifier = item.low, item.high, item.qualifier
            item.status = item.status or part.status
        if not self.fits(item, [part]):
            return None
        if number is None or not number.vague:  # "several of them children": nothing to count
            self._take(item, [part])
        return self._more_of_them(item, part, stop) or part.last

    def _more_of_them(self, item: Item, part: Item, stop: int) -> int | None:
        """ "three of them children and two of them women", "three of them children and two women"."""
        k = self._joined(part, stop, closed=False)
        if k is None:
            return None
        behind = self._of_them(item, k, stop, going_on=True)
        if behind is not None:
            return behind
        rest = self.chain(k, stop)
        if rest and all(one.group for one in rest) and self.fits(item, rest):
            self._take(item, rest)
            return rest[-1].last
        return None

    def _among_them(self, item: Item, j: int, stop: int) -> int | None:
        """ "five children and three women among them": parts before the words that say that they are parts."""
        items: list[Item] = []
        k: int | None = j
        while k is not None and k < stop:
            core = self._core(k, stop)
            if core is None:
                return None
            age = self.ages.behind(core.last)
            if age is not None:
                core.last = age[1]
            items.append(core)
            k = self._joined(core, stop, closed=False)
        behind = self.words.phrase(items[-1].last, "including") if items and items[-1].last < stop else None
        if behind is None or behind in self.numbers or not self.fits(item, items):
            return None
        self._take(item, items)
        return behind

    def _listed(self, item: Item, k: int, stop: int) -> int | None:
        """ ": two women and a child", "- three women and a boy -": all of them, behind a colon or dash."""
        words = self.words
        if words.text[k] not in (":", "-") or item.parts or (words.text[k] == "-" and words.tight(k)):
            return None
        if item.named:  # "in Deir Ez-Zour – one person": a name is nobody's sum
            return None
        end = next((m for m in range(k + 1, stop) if words.text[m] in (";", ".", ":") or self._dash(m)), stop)
        items = self.chain(k + 1, end, closed=True)
        if not items or any(part.value is None for part in items):
            return None
        if sum(part.low or 0 for part in items) != item.value:
            return None
        self._take(item, items)
        return items[-1].last

    def _dash(self, m: int) -> bool:
        return self.words.text[m] == "-" and not self.words.tight(m)

    def _breaks_down(self, item: Item, first: int, last: int) -> None:
        """What stands in brackets or dashes: parts of the number before, or names."""
        if first >= last or self._of_them(item, first, last) is not None:
            return
        behind = self.words.phrase(first, "including")
        items = self.chain(first if behind is None else behind, last, closed=True)
        if not items or items[-1].last < last:
            return
        if item.low == 1 and items[0].named:
            item.names += items[0].names
        elif not any(part.bare or part.low is None for part in items):
            self._take(item, items)

    def fits(self, item: Item, parts: Sequence[Item]) -> bool:
        """Whether people can be parts of an item: together they are no more than it is."""
        if item.high is None:
            return True
        kinds = [part for part in {id(part): part for part in [*item.parts, *parts]}.values() if part.group is not None]
        return sum(part.low or 0 for part in kinds) <= item.high and all((p.low or 0) <= item.high for p in parts)


_TAILS = frozenset({"preposition", "relative"})
_TAIL_ENDS = frozenset({"clause", "auxiliary", "modal"})
_PREDICATES = frozenset({"auxiliary", "be"})
_VERBS = frozenset({*_PREDICATES, "modal", "reports", "common verb"})
_SETTLING = frozenset(
    {"preposition", "relative", "clause", "and", "or", "adverb", "further", "weekday", "begins a day"}
)
_COPULAS = frozenset({"be", "auxiliary", "adverb"})
_UNITS = frozenset({"years", "months", "time"})
