"""Phrases that name people and say how many: "13 civilians, including six children", "X and his son".

A phrase is a list of items ("two women", "a child", "Sami Darwish", "his three sons"). Each item has a core
(number, words between, word for people) and what is told behind it: names, age, family, home, and parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.annotate.numbers import NumberMention, numbers_in
from extractor.annotate.words import Words, read_words
from extractor.knowledge import Annotation, Knowledge
from extractor.knowledge.schema import (
    ActorEntry,
    CarrierEntry,
    CasualtyEntry,
    PersonEntry,
    PlaceKindEntry,
    SiteEntry,
    WeaponEntry,
)
from extractor.model import Count, Qualifier, VictimStatus

_LONGEST_CORE = 9  # words between a number and the word for people: "1 Iranian Islamic Revolutionary Guard Corps advisor"
_LONGEST_ASIDE = 25  # words in brackets or between dashes
_ADULT = 18
_OLDEST = 115
_GROUPS = ("children", "women", "men", "fighters")
_STOPS = frozenset(",;:.!?()[]\"…")


@dataclass(slots=True)
class Item:
    """Some people: tokens first..last with all that is told of them, core first..head_end.

    `low` and `high` are null where it is not said how many. `known`: told before ("the man", "he").
    `further`: besides those told before ("another woman"). `general`: a word that says nothing of age, sex or arms.
    """

    first: int
    head_end: int
    last: int
    low: int | None
    high: int | None
    qualifier: Qualifier
    group: str | None = None
    status: VictimStatus | None = None
    plural: bool = False
    bare: bool = False  # a number alone, or only words like "others"
    known: bool = False
    further: bool = False
    kin: bool = False
    named: bool = False  # the core is a name
    names: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Item] = field(default_factory=list)
    same_family: bool = False
    origin: tuple[int, int] | None = None

    @property
    def value(self) -> int | None:
        """How many they are, where it is one number."""
        return self.low if self.low == self.high else None

    @property
    def general(self) -> bool:
        """Whether parts that are told behind it may be a breakdown of it."""
        return self.group is None and not self.named


class People:
    """The reader of phrases for people in one paragraph."""

    def __init__(self, annotation: Annotation, knowledge: Knowledge) -> None:
        """Reads the numbers and the vocabulary of the paragraph; nothing is searched for yet."""
        self.annotation = annotation
        self.words: Words = read_words(annotation, knowledge)
        self.numbers: dict[int, NumberMention] = {
            number.first: number for number in numbers_in(annotation, self.words)
        }
        self.actors = {mention.first: mention.last for mention in annotation.of(ActorEntry)}
        self.casualties = {mention.first: mention for mention in annotation.of(CasualtyEntry)}
        self.things = {
            mention.last - 1
            for kind in (WeaponEntry, CarrierEntry, SiteEntry)
            for mention in annotation.of(kind)
        }
        self.kinds = {mention.first: mention.last for mention in annotation.of(PlaceKindEntry)}

    # --- a list of items

    def chain(self, i: int, stop: int, closed: bool = False) -> list[Item]:
        """The items of the list that begins at token `i` and ends before `stop`; empty where none begins there.

        Unless `closed`, an item that a casualty word of its own follows ("…, and two others were injured") is left
        to that word.
        """
        item = self.item(i, stop)
        if item is None:
            return []
        items = [item]
        while (k := self._joined(items[-1].last, stop)) is not None:
            following = self.item(k, stop)
            if following is None or self._is_noise(following):
                break
            if not closed and self._own_predicate(following.last, stop):
                break
            if self._explains(items[-1], following, k, stop):
                items[-1].names += following.names
                items[-1].last = following.last
                items[-1].group = items[-1].group or following.group
                continue
            items.append(following)
        return self._breakdown(items)

    def _joined(self, i: int, stop: int) -> int | None:
        """The token where the next item of a list may begin, behind "," or "and" or both at `i`."""
        words = self.words
        k = i
        if k < stop and words.text[k] in (",", "&", "/"):
            k += 1
        if k < stop and words.is_(k, "and"):
            k += 1
        return k if i < k < stop else None

    def _own_predicate(self, i: int, stop: int) -> bool:
        """Whether what ends at `i` is the subject of a casualty word behind it."""
        k = i
        while k < stop and (self.words.is_(k, "auxiliary") or self.words.is_(k, "adverb")):
            k += 1
        mention = self.casualties.get(k)
        return mention is not None and mention.entry.form in ("verb", "subject", "state", "counted")

    def _is_noise(self, item: Item) -> bool:
        return item.bare and not item.further and item.low is not None and item.plural is False and item.named

    def _explains(self, item: Item, following: Item, at: int, stop: int) -> bool:
        """Whether an item behind a comma says who the one before is: "a child, Sami", "his brother, a trader"."""
        words = self.words
        if words.text[item.last] != "," or at != item.last + 1 or item.low != 1 or following.low != 1:
            return False
        if following.named and not item.named and not item.names:
            return not self._list_of_names(following, stop) or not item.plural
        article = following.first in self.numbers and self.numbers[following.first].article
        return (item.named or item.kin) and article and following.general and not following.kin

    def _list_of_names(self, item: Item, stop: int) -> bool:
        k = self._joined(item.last, stop)
        return k is not None and self.name(k, stop) is not None

    def _breakdown(self, items: list[Item]) -> list[Item]:
        """Items that name the people of a first, counted one are its parts: "two civilians, a child and X"."""
        head, rest = items[0], items[1:]
        if not rest or not head.plural or not head.general or head.value is None or head.parts:
            return items
        if self.words.text[head.last] != "," or self.words.is_(head.last + 1, "and"):
            return items
        if sum(item.low or 0 for item in rest) != head.value or any(item.value is None for item in rest):
            return items
        if head.status == "civilians" and any(item.group == "fighters" for item in rest):
            return items
        head.parts = rest
        head.names += [name for item in rest for name in item.names]
        head.last = rest[-1].last
        self.tell(head, head.last, self._sentence_end(head.first))
        return [head]

    def _sentence_end(self, i: int) -> int:
        return next((last for first, last in self.annotation.sentences if first <= i < last), len(self.words))

    # --- one item

    def item(self, i: int, stop: int) -> Item | None:
        """The item that begins at token `i`, with what is told behind it before `stop`."""
        item = self._core(i, stop)
        if item is not None:
            self.tell(item, item.head_end, stop)
        return item

    def _core(self, i: int, stop: int) -> Item | None:
        words = self.words
        j = i
        number: NumberMention | None = None
        known = further = possessive = False
        while j < stop:
            found = self.numbers.get(j)
            if found is not None and number is None:
                number, j = found, found.last
                j = self._partitive(j, stop)
            elif words.is_(j, "further") and words.lexemes[j].person is None:
                further, j = True, j + 1
            elif words.is_(j, "possessive") and not possessive:
                possessive, j = True, j + 1
            elif words.is_(j, "the"):
                known, j = True, j + 1
            else:
                break
        if j >= stop:
            return self._headless(i, j, number, further) if j > i else None
        age, behind = self._age_before(j if number is None or not number.article else j, stop)
        if number is not None and number.last == j and not number.article:
            age_here, behind_here = self._age_from(number, j, stop)
            if age_here is not None:
                return None
        if age is not None:
            j = behind
        head = self._head(j, stop, counted=number is not None or possessive or known or further)
        if head is None:
            if age is not None and number is not None:
                return self._made(i, j, number, None, further=further, age=age)
            if number is None and not possessive:
                name = self.name(j, stop)
                if name is not None and not further:
                    return Item(i, name, name, 1, 1, "exact", named=True, names=[(j, name)])
            return self._headless(i, j, number, further)
        person_at, end, fighters = head
        lexeme = words.lexemes[person_at] if person_at is not None else None
        item = self._made(i, end, number, lexeme.person if lexeme else None, further=further, age=age)
        item.plural = lexeme.plural if lexeme is not None else item.low != 1
        item.known = known or (possessive and item.kin and False)
        if fighters:
            item.group = item.group or "fighters"
        for k in range(j, end):
            person = words.lexemes[k].person
            if person is not None and k != person_at:
                item.group = item.group or person.group
                item.status = item.status if item.status not in (None, "individuals") else person.status
            item.further = item.further or words.is_(k, "further")
        if number is None:
            if item.plural:
                item.low = item.high = None
                item.qualifier = "vague"
            elif not (possessive or known or further or j == i):
                return None
        if item.plural and number is not None and number.article:
            return None
        if not item.plural and item.value is not None and item.value > 1 and lexeme is not None:
            if lexeme.person is not None and not lexeme.person.member and not fighters and not lexeme.person.group:
                return None
        if number is not None and number.value == 1 and lexeme is not None and lexeme.person is not None:
            size = lexeme.person.size
            if size is not None:
                item.low = item.high = size
        return item

    def _partitive(self, j: int, stop: int) -> int:
        """Behind "one" in "one of the workers", "two of his friends": where the word for people may begin."""
        words = self.words
        if j + 1 < stop and words.is_(j, "of") and (words.is_(j + 1, "the") or words.is_(j + 1, "possessive")):
            return j + 2
        return j

    def _made(
        self, i: int, end: int, number: NumberMention | None, person: PersonEntry | None, *, further: bool, age: int | None
    ) -> Item:
        low, high, qualifier = (1, 1, "exact") if number is None else (number.low, number.high, number.qualifier)
        item = Item(i, end, end, low, high, qualifier, further=further)  # type: ignore[arg-type]
        if person is not None:
            item.group, item.status, item.kin = person.group, person.status, person.kin
        self._grow(item, age)
        return item

    def _grow(self, item: Item, age: int | None) -> None:
        if age is not None and age < _ADULT and item.group is None:
            item.group = "children"

    def _headless(self, i: int, j: int, number: NumberMention | None, further: bool) -> Item | None:
        if number is not None and not number.article and number.last == j:
            return Item(i, j, j, number.low, number.high, number.qualifier, plural=number.low != 1, bare=True, further=further)
        if number is None and further and j == i + 1:
            return Item(i, j, j, 1, 1, "exact", bare=True, further=True)
        return None

    def _head(self, j: int, stop: int, *, counted: bool) -> tuple[int | None, int, bool] | None:
        """The word for people at or behind token `j`: its token, the token behind it, whether a party's members."""
        words = self.words
        k, party, person = j, False, None
        limit = min(stop, j + (_LONGEST_CORE if counted else 4))
        while k < limit:
            if k in self.actors:
                party, k = True, self.actors[k]
                if k < stop and words.low[k] in ("'s", "'"):
                    k += 1
                if k >= limit or self._ends(k):
                    return (None, k, True) if counted else None
                continue
            lexeme = words.lexemes[k]
            if lexeme.person is not None:
                person = k
                while person + 1 < stop and words.lexemes[person + 1].person is not None and person + 1 not in self.casualties:
                    person += 1
                entry = words.lexemes[person].person
                assert entry is not None
                fights = entry.group == "fighters" or (entry.member and (party or self._of_party(person + 1, stop)))
                return person, person + 1, fights
            if self._ends(k) or k in self.things or k in self.numbers:
                return None
            if words.low[k].endswith("s") and not words.low[k].endswith(("ss", "'s")) and words.text[k].islower() and len(words.low[k]) > 2:
                return None
            k += 1
        return None

    def _of_party(self, k: int, stop: int) -> bool:
        words = self.words
        if k >= stop or not (words.is_(k, "of") or words.is_(k, "from")):
            return False
        return any(m in self.actors for m in range(k + 1, min(stop, k + 4)))

    def _ends(self, k: int) -> bool:
        """Whether a phrase for people can't run on over token `k`."""
        words = self.words
        return (
            words.text[k] in _STOPS
            or k in self.casualties
            or words.any_of(k, _ENDING)
            or k in words.phrases
        )

    # --- ages

    def _age_before(self, j: int, stop: int) -> tuple[int | None, int]:
        """The age in "9-year-old" at token `j`, and the token behind it."""
        number = self.numbers.get(j)
        return self._age_from(number, number.last, stop) if number is not None else (None, j)

    def _age_from(self, number: NumberMention, k: int, stop: int) -> tuple[int | None, int]:
        words = self.words
        if number.value is None:
            return None, k
        if k < stop and words.text[k] == "-":
            k += 1
        if k < stop and words.is_(k, "years"):
            unit = words.low[k]
            k += 1
            if k < stop and words.text[k] == "-":
                k += 1
            if k < stop and words.is_(k, "old"):
                return (number.value if unit.startswith("y") else 0), k + 1
        return None, k

    # --- names

    def name(self, i: int, stop: int) -> int | None:
        """The token behind a person's name at token `i`: two or more capitalised words, or one with an age."""
        words = self.words
        k, capitals = i, 0
        while k < stop:
            text = words.text[k]
            if k in self.actors or k in self.casualties or k in self.numbers or k in self.kinds:
                break
            if text[:1].isupper() and text[:1].isalpha() and words.lexemes[k].person is None and not words.any_of(k, _ENDING):
                capitals, k = capitals + 1, k + 1
            elif capitals and text == "-" and k + 1 < stop and words.tight(k) and words.tight(k + 1):
                k += 1
            elif text.lower() in _PARTICLES and k + 1 < stop and (words.text[k + 1][:1].isupper() or words.text[k + 1] == "-"):
                k += 1
            else:
                break
        if capitals >= 2:
            return k
        if capitals == 1 and (self._age_behind(k, stop) is not None or self._and_kin(k, stop)):
            return k
        return None

    def _and_kin(self, k: int, stop: int) -> bool:
        words = self.words
        return k + 1 < stop and words.is_(k, "and") and words.is_(k + 1, "possessive")

    def _age_behind(self, k: int, stop: int) -> tuple[int, int] | None:
        """The age told behind a person (", 20,", "(age 13)", ", aged 45", "of seventy"), and the token behind it."""
        words = self.words
        j = k
        bracket = False
        if j < stop and words.text[j] in (",", "("):
            bracket = words.text[j] == "("
            j += 1
        marked = j < stop and words.is_(j, "age")
        if marked:
            j += 1
            if j < stop and words.low[j] == ":":
                j += 1
        elif j < stop and words.is_(j, "of") and j == k:
            j += 1
            marked = True
        elif j == k:
            return None
        number = self.numbers.get(j)
        if number is None or number.value is None or number.article or not 0 <= number.value <= _OLDEST:
            return None
        age, behind = self._age_from(number, number.last, stop)
        if age is None:
            behind = number.last
            age = number.value
            if behind < stop and words.is_(behind, "years"):
                age = age if words.low[behind].startswith("y") else 0
                behind += 1
            elif not marked and behind < stop and words.text[behind] not in (",", ")", ".", ";") and not words.is_(behind, "and"):
                return None
            elif marked and words.is_(j - 1, "of") and behind < stop and not self._ends(behind):
                return None
        if bracket:
            if behind >= stop or words.text[behind] != ")":
                return None
            behind += 1
        return age, behind

    # --- what is told behind an item

    def tell(self, item: Item, k: int, stop: int) -> None:
        """Read on from token `k`: names, age, family, home, brackets and parts, as far as they go."""
        item.last = max(item.last, k)
        while k < stop:
            behind = (
                self._family(item, k, stop)
                or self._ages(item, k, stop)
                or self._naming(item, k, stop)
                or self._bracket(item, k, stop)
                or self._aside(item, k, stop)
                or self._parts(item, k, stop)
                or self._home(item, k, stop)
                or self._membership(item, k, stop)
            )
            if behind is None or behind <= k:
                return
            k = item.last = behind

    def _family(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        j = k + 1 if words.text[k] == "," else k
        while j < stop and words.is_(j, "the"):
            j += 1
        found = words.phrases.get(j)
        if found is not None and found[0] == "same family":
            item.same_family = True
            return found[1]
        return None

    def _ages(self, item: Item, k: int, stop: int) -> int | None:
        if item.plural and item.low != 1:
            return self._ages_of_several(item, k, stop)
        age = self._age_behind(k, stop)
        if age is None:
            return None
        self._grow(item, age[0])
        return age[1]

    def _ages_of_several(self, item: Item, k: int, stop: int) -> int | None:
        """ "two brothers, aged 9 and 12": the ages say how many of them are children."""
        words = self.words
        j = k + 1 if words.text[k] in (",", "(") else k
        if j >= stop or not words.is_(j, "age"):
            return None
        ages = []
        j += 1
        while j < stop:
            number = self.numbers.get(j)
            if number is not None and number.value is not None:
                ages.append(number.value)
                j = number.last
            elif ages and (words.text[j] == "," or words.is_(j, "and")) and (j + 1 in self.numbers or words.is_(j + 1, "and")):
                j += 1
            else:
                break
        if not ages:
            return None
        if len(ages) == item.value and item.group is None:
            young = sum(age < _ADULT for age in ages)
            if young:
                item.parts.append(Item(k, j, j, young, young, "exact", group="children"))
        if words.text[k] == "(" and j < stop and words.text[j] == ")":
            j += 1
        return j

    def _naming(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        j = k + 1 if words.text[k] in (",", "-") else k
        found = words.phrases.get(j)
        if found is not None and found[0] == "named":
            j = found[1]
        elif j == k and item.low != 1:
            return None
        elif j > k and (item.named or item.names or item.low is None):
            return None
        names = []
        end = None
        while (behind := self._a_name(j, stop)) is not None:
            names.append((j, behind))
            end = behind
            if item.low == 1 and found is None:
                break
            following = self._joined(behind, stop)
            if following is None:
                break
            j = following
        if end is None:
            return None
        if found is None and item.low != len(names):
            return None
        item.names += names
        if item.low == len(names) or found is not None:
            return end
        return None

    def _a_name(self, j: int, stop: int) -> int | None:
        behind = self.name(j, stop)
        if behind is None:
            return None
        age = self._age_behind(behind, stop)
        return age[1] if age is not None else behind

    def _bracket(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        if words.text[k] not in ("(", "["):
            return None
        for j in range(k + 1, min(stop, k + _LONGEST_ASIDE)):
            if words.text[j] in (")", "]"):
                self._breaks_down(item, k + 1, j)
                return j + 1
        return None

    def _aside(self, item: Item, k: int, stop: int) -> int | None:
        """ "family -IDPs from al Sfeira city, eastern suburbs- including": a home between dashes."""
        words = self.words
        if words.text[k] != "-" or words.tight(k):
            return None
        for j in range(k + 1, min(stop, k + _LONGEST_ASIDE)):
            if words.text[j] == "-" and words.tight(j) and not (j + 1 < stop and words.tight(j + 1)):
                for m in range(k + 1, j):
                    if words.is_(m, "from"):
                        self._home(item, m, j)
                        break
                else:
                    self._breaks_down(item, k + 1, j)
                return j + 1
        return None

    def _home(self, item: Item, k: int, stop: int) -> int | None:
        """ "from X village": where they come from."""
        words = self.words
        j = k
        while j < min(stop, k + 4) and not words.is_(j, "from"):
            if words.text[j] == "," or not words.text[j].islower() or self._ends(j):
                return None
            j += 1
        if j >= stop or not words.is_(j, "from"):
            return None
        j += 1
        begin = j
        while j < stop and (
            (words.text[j][:1].isupper() and j not in self.numbers)
            or words.text[j].lower() in _PARTICLES
            or (words.text[j] in ("-", "'s", "'") and j > begin)
        ):
            j += 1
        if not any(words.text[m][:1].isupper() for m in range(begin, j)):
            return None
        if item.origin is None:
            item.origin = (words.start[begin], words.end[j - 1])
        while j in self.kinds:
            j = self.kinds[j]
        return j

    def _membership(self, item: Item, k: int, stop: int) -> int | None:
        """ "members of the 5th Brigade", "37 members of X": the body that they belong to."""
        words = self.words
        if not words.is_(k, "of") or k - 1 < item.first:
            return None
        j = k + 1
        person = words.lexemes[k - 1].person
        if person is None:
            return None
        if j < stop and words.is_(j, "the"):
            j += 1
        begin = j
        while j < stop and (j in self.actors or words.text[j][:1].isupper() or words.text[j].lower() in _PARTICLES or words.text[j] in ("'s", "-")):
            if j in self.actors:
                if person.member:
                    item.group = item.group or "fighters"
                j = self.actors[j]
            else:
                j += 1
        return j if j > begin else None

    def _parts(self, item: Item, k: int, stop: int) -> int | None:
        words = self.words
        j = k + 1 if words.text[k] in (",", "-") else k
        if j >= stop:
            return None
        found = words.phrases.get(j)
        if found is not None and found[0] == "including":
            items = self.chain(found[1], stop)
            if items and self.fits(item, items):
                item.parts += items
                item.names += [name for part in items for name in part.names]
                return items[-1].last
            return None
        behind = self._of_them(item, j, stop)
        if behind is not None:
            return behind
        return self._named_among(item, j, stop)

    def _of_them(self, item: Item, j: int, stop: int) -> int | None:
        """ "two of them children", "of whom three were women", "all of them children"."""
        words = self.words
        found = words.phrases.get(j)
        if found is not None and found[0] == "of them":
            number = self.numbers.get(found[1])
            k = number.last if number is not None else found[1]
        else:
            number = self.numbers.get(j)
            k = number.last if number is not None else j
            everyone = number is None and words.is_(j, "the") and j + 1 < stop
            if everyone:
                k = j + 1
            found = words.phrases.get(k)
            if found is not None and found[0] == "of them":
                k = found[1]
            elif not everyone:
                return None
            if everyone:
                while k < stop and (words.is_(k, "be") or words.is_(k, "adverb")):
                    k += 1
                person = words.lexemes[k].person if k < stop else None
                if person is None or person.group is None or self._joined(k + 1, stop) and words.is_(k + 1, "and"):
                    return None
                if item.value is not None:
                    item.parts.append(Item(j, k + 1, k + 1, item.value, item.value, "exact", group=person.group))
                return k + 1
        if number is None or number.value is None:
            return None
        while k < stop and (words.is_(k, "be") or words.is_(k, "adverb") or words.is_(k, "auxiliary")):
            k += 1
        head = self._head(k, stop, counted=False)
        article = self.numbers.get(k)
        if head is None and article is not None and article.article:
            head = self._head(article.last, stop, counted=True)
        if head is None or head[0] is None:
            return None
        person = words.lexemes[head[0]].person
        assert person is not None
        if head[1] < stop and words.is_(head[1], "and") and self._head(head[1] + 1, stop, counted=False):
            return None  # "nine of them women and children": not said how many of either
        part = Item(j, head[1], head[1], number.low, number.high, number.qualifier, group=person.group, status=person.status)
        if head[2]:
            part.group = part.group or "fighters"
        if not self.fits(item, [part]):
            return None
        item.parts.append(part)
        # "three of them children and two of them women"
        following = self._joined(head[1], stop)
        if following is not None and (more := self._of_them(item, following, stop)) is not None:
            return more
        if following is not None:
            rest = self.chain(following, stop)
            if rest and all(one.group for one in rest) and self.fits(item, rest):
                item.parts += rest
                return rest[-1].last
        return head[1]

    def _named_among(self, item: Item, j: int, stop: int) -> int | None:
        """ "five children and three women among them": parts before the words that say that they are parts."""
        if j not in self.numbers or not item.general:
            return None
        items: list[Item] = []
        k: int | None = j
        while k is not None:
            core = self._core(k, stop)
            if core is None:
                return None
            items.append(core)
            k = self._joined(core.last, stop)
        behind = self.words.phrases.get(items[-1].last)
        if behind is None or behind[0] != "including" or not self.fits(item, items):
            return None
        if self.numbers.get(behind[1]) is not None:
            return None
        item.parts += items
        return behind[1]

    def _breaks_down(self, item: Item, first: int, last: int) -> None:
        """What stands in brackets: parts of the number before, or names."""
        words = self.words
        found = words.phrases.get(first)
        if found is not None and found[0] == "including":
            first = found[1]
        items = self.chain(first, last, closed=True) if first < last else []
        if not items:
            return
        if items[-1].last < last - 1 and not words.is_(items[-1].last, "of"):
            return
        if item.low == 1 and items[0].named:
            item.names += items[0].names
        elif self.fits(item, items):
            item.parts += items
            item.names += [name for part in items for name in part.names]

    def fits(self, item: Item, parts: Sequence[Item]) -> bool:
        """Whether the parts can be parts of the item: no more than it, and counted."""
        total = item.high
        told = sum(part.low or 0 for part in [*item.parts, *parts] if part.group or not item.parts)
        return total is None or told <= total


_ENDING = frozenset(
    {"and", "or", "auxiliary", "preposition", "clause", "relative", "no", "be", "possessive", "pronoun", "he"}
)
_PARTICLES = frozenset({"al", "el", "bin", "ibn", "abu", "abo", "abdul", "abd", "ben", "bint", "ad", "an", "ar", "as", "ash", "at", "az", "umm", "um", "de", "van"})


def sums(items: Sequence[Item]) -> Count:
    """The items as one number of people: parts that are told add up, a vague one leaves the total open."""
    count = Count()
    if not items:
        return count
    qualifiers = {item.qualifier for item in items}
    if "vague" in qualifiers or any(item.low is None for item in items):
        count.qualifier = "vague"
    else:
        low, high = sum(item.low or 0 for item in items), sum(item.high or 0 for item in items)
        qualifiers.discard("exact")
        count.qualifier = next(iter(qualifiers)) if len(qualifiers) == 1 else ("exact" if not qualifiers else "about")
        bounded(count, low, high)
    for group, number, _ in groups(items):
        setattr(count, group, (getattr(count, group) or 0) + number)
    return count


def bounded(count: Count, low: int, high: int) -> None:
    """Fill total, min and max from a number (low = high) or range, as the qualifier of `count` has it."""
    if low != high:
        count.qualifier = "range" if count.qualifier == "exact" else count.qualifier
    if low == high:
        count.total = low
    if count.qualifier in ("exact", "range", "at_least"):
        count.min = low
    if count.qualifier in ("exact", "range", "at_most"):
        count.max = high


def groups(items: Sequence[Item]) -> Iterator[tuple[str, int, Item]]:
    """The children, women, men and fighters told in some items and their parts: group, number, where."""
    for item in items:
        if item.group is not None and item.value is not None:
            yield item.group, item.value, item
        for part in item.parts:
            if part.group is not None and part.group != item.group and part.value is not None:
                yield part.group, part.value, part
