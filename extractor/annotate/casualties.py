"""What became of whom: casualty words joined to the people that they are told of, and tellings to one count.

A wrong number is worse than a missing one: where a sentence leaves open who was killed, or how many, the
number stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.annotate.counting import groups, one_family, sums
from extractor.annotate.people import YEARS, Item, People
from extractor.annotate.tellings import Casualty, Kind, Outcome, added, combine, disagreements
from extractor.knowledge import Annotation, Knowledge, Mention
from extractor.knowledge.schema import CasualtyEntry, DirectionEntry, StatisticEntry
from extractor.model import Count, VictimStatus

__all__ = ["Casualty", "added", "combine", "count_people", "disagreements", "find_casualties"]

_ASKED = 8  # words between "whether" and what is asked
_FARTHEST = 45  # words between the victims and a verb behind them: "A man from …, named as …, was shot dead"
_OUTCOMES: tuple[Outcome, ...] = ("killed", "injured", "missing", "detained")
_STATUSES: tuple[VictimStatus, ...] = ("fighters", "civilians", "individuals")


def find_casualties(annotation: Annotation, knowledge: Knowledge) -> list[Casualty]:
    """All tellings of casualties in a paragraph, in the order of the text."""
    if not annotation.of(CasualtyEntry):
        return []
    return _Reader(annotation, knowledge).read()


@dataclass(slots=True)
class _Claim:
    """A casualty word (or several joined by "and") with the people that it is told of."""

    mentions: list[Mention[CasualtyEntry]]
    items: list[Item]
    kind: Kind = "event"
    some: bool = False  # not all of them: "among the dead were two children"
    also: bool = False  # "a child was also killed"
    relative: bool = False  # told in a clause that begins with "who": the main verb is still to come
    near: bool = True  # nothing but small words stand between the people and the casualty word
    end: int = 0  # the token behind the parts that are told behind the casualty word

    @property
    def outcomes(self) -> list[str]:
        """What became of them, each word's outcome once."""
        return list(dict.fromkeys(mention.entry.outcome for mention in self.mentions))


class _Reader:
    """The reader of one paragraph."""

    def __init__(self, annotation: Annotation, knowledge: Knowledge) -> None:
        self.annotation = annotation
        self.people = People(annotation, knowledge)
        self.words = self.people.words
        compass = annotation.of(DirectionEntry)
        self.compass = {i for mention in compass for i in range(mention.first, mention.last)}

    def read(self) -> list[Casualty]:
        found: list[Casualty] = []
        for first, last in self.annotation.sentences:
            mentions = [m for m in self.annotation.of(CasualtyEntry) if first <= m.first < last]
            if not mentions:
                continue
            statistic = any(
                first <= m.first < last and ("people" in m.entry.beside or "count" in m.entry.beside)
                for m in self.annotation.of(StatisticEntry)
            )
            for claim in self._claims(mentions, first, last):
                if claim.kind == "event" and (statistic or any(item.running for item in claim.items)):
                    claim.kind = "total"
                found += self._told(claim, [casualty.outcome for casualty in found])
        return sorted(found, key=lambda casualty: (casualty.first, _OUTCOMES.index(casualty.outcome)))

    # --- casualty words and their people

    def _claims(self, mentions: list[Mention[CasualtyEntry]], first: int, last: int) -> list[_Claim]:
        claims: list[_Claim] = []
        taken = first  # tokens before it belong to an earlier casualty word
        clusters = self._clusters(mentions)
        for number, cluster in enumerate(clusters):
            stop = clusters[number + 1][0].first if number + 1 < len(clusters) else last
            claim = self._claim(cluster, first, taken, stop, last)
            if claim is None and claims and claims[-1].relative:
                claim = self._main_verb(cluster, claims[-1])
                if claim is not None and "killed" in claim.outcomes and claims[-1].outcomes == ["injured"]:
                    claims.pop()  # the wounded who died are no longer injured
            if claim is None:
                continue
            claims.append(claim)
            around = range(max(taken, cluster[0].first - 4), cluster[-1].last)
            claim.also = any(self.words.is_(k, "also") for k in around)
            taken = max([taken, cluster[-1].last, *(item.last for item in claim.items)])
            if claim.items:
                self._together(claim, taken, stop)
                taken = max(taken, claim.items[-1].last)
            if claim.items:
                claim.end = taken = self._parts_behind(claim, taken, stop)
        return claims

    def _clusters(self, mentions: list[Mention[CasualtyEntry]]) -> list[list[Mention[CasualtyEntry]]]:
        """Casualty words that share their people: "killing and injuring", "dead or wounded"."""
        clusters: list[list[Mention[CasualtyEntry]]] = []
        for mention in mentions:
            if clusters and self._shares(clusters[-1][-1], mention):
                clusters[-1].append(mention)
            else:
                clusters.append([mention])
        return clusters

    def _shares(self, one: Mention[CasualtyEntry], two: Mention[CasualtyEntry]) -> bool:
        words = self.words
        joined = False
        for i in range(one.last, two.first):
            if words.is_(i, "and") or words.is_(i, "or") or words.text[i] == "/":
                joined = True
            elif not words.any_of(i, _SMALL) and words.text[i] != ",":
                return False
        before = one.entry.form in ("state", "subject") or self._passive(one, 0)
        own = joined and before and two.entry.form == "active" and self._right(two.last, len(words))
        return joined and not own  # "two were killed and injuring three" has an object of its own

    def _claim(
        self, cluster: list[Mention[CasualtyEntry]], first: int, taken: int, stop: int, last: int
    ) -> _Claim | None:
        mention, final = cluster[0], cluster[-1]
        form = final.entry.form
        if self._hypothetical(mention, first):
            return None
        if form == "toll":
            return self._toll(cluster, taken, last)
        if form == "counted":
            return self._counted(cluster, taken, last)
        if form == "parts":
            return self._some(cluster, taken, last)
        passive = self._passive(mention, first)
        left, near = self._left(mention.first, taken, first, form) if form not in ("active", "of") else ([], True)
        if form in ("active", "of") or (form == "verb" and not passive):
            if self._none_at(final.last, last):
                return _Claim(cluster, [], "denied")
            right = self._right(final.last, last)
            if left and left[-1].bare and near and right and right[0].low is None and right[0].first == final.last:
                return self._attributive(cluster, left, right[0])
            if not final.entry.names and any(item.named for item in right):
                return None
            if right and not (left and form == "verb" and self._next_owns(right, stop, last)):
                return _Claim(cluster, right)
        if form in ("active", "of") and len(cluster) == 1:
            return None
        if form == "verb" and not passive and self._other_object(final.last, last):
            return None
        if form in ("active", "of"):
            left, near = self._left(mention.first, taken, first, form)
        labelled = self._label(final.last, last)
        if labelled and (not near or all(item.low is None for item in left)):
            labelled[0].status = next((item.status for item in left if item.status), None)
            return _Claim(cluster, labelled)
        if self._none_before(left, mention.first, taken, at_once=form == "state"):
            return _Claim(cluster, [], "unknown" if self._reported(mention.first, last) else "denied")
        if not left:
            return None
        if left[-1].share and left[-1].last == mention.first and form in ("verb", "state"):
            return self._of_those(cluster, left[-1], last)
        kind: Kind = "update" if form == "state" and self._later(left[0].first, first) else "event"
        return _Claim(cluster, left, kind, near=near, relative=self._after_relative(mention.first, left[-1].last))

    def _main_verb(self, cluster: list[Mention[CasualtyEntry]], told: _Claim) -> _Claim | None:
        """The verb of people of whom a clause told already: "A man who was wounded yesterday died"."""
        if cluster[0].entry.form not in ("verb", "subject", "state"):
            return None
        between = range(told.mentions[-1].last, cluster[0].first)
        if any(self.words.any_of(k, _NEW_SUBJECT) or self.words.text[k] in (";", ":") for k in between):
            return None
        return _Claim(cluster, told.items, near=False)

    def _hypothetical(self, mention: Mention[CasualtyEntry], first: int) -> bool:
        """Whether it is told of what may or should be: "will die", "in order to kill", "whether any fighter died"."""
        words = self.words
        if mention.entry.form not in ("verb", "active", "subject", "state"):
            return False
        i = mention.first - 1
        while i >= first and words.any_of(i, _SMALL) and not words.is_(i, "modal"):
            i -= 1
        if i >= first and words.is_(i, "modal"):
            return not (words.is_(i, "infinitive") and words.is_(i + 1, "perfect"))  # "claimed to have killed two"
        for k in range(i, max(first, mention.first - _ASKED) - 1, -1):
            if words.text[k] in (",", ";", ":"):
                return False
            if words.is_(k, "asks"):
                return True
        return False

    def _passive(self, mention: Mention[CasualtyEntry], first: int) -> bool:
        words = self.words
        i = mention.first - 1
        while i >= first and (words.is_(i, "auxiliary") or words.is_(i, "adverb")):
            if words.is_(i, "be"):
                return True
            i -= 1
        return False

    # --- none

    def _none_at(self, i: int, last: int) -> bool:
        """ "hurt nobody", "killing no one" """
        words = self.words
        return i < last and (words.is_(i, "nobody") or (words.is_(i, "no") and i not in self.people.numbers))

    def _none_before(self, items: list[Item], i: int, taken: int, *, at_once: bool) -> bool:
        """ "no civilians were killed", "nobody died": there were none; `at_once`: "there were no dead"."""
        words = self.words
        if items:
            k = items[0].first - 1
            return k >= taken and words.is_(k, "no")
        k = i - 1
        while k >= taken and words.any_of(k, _SMALL):
            k -= 1
        if k > taken and words.is_(k, "none of"):
            k -= 1
        return k >= taken and (words.is_(k, "nobody") or (words.is_(k, "no") and (at_once or k < i - 1)))

    def _none_of(self, i: int, taken: int) -> int | None:
        """The "no" of "no further casualties" before the noun at token `i`."""
        words = self.words
        k = i - 1
        while k >= max(taken, i - 6):
            if any(
                number.first <= k < number.last and number.low is not None for number in self.people.numbers.values()
            ):
                return None
            if words.is_(k, "no"):
                return k
            if words.is_(k, "asks"):
                return next((m for m in range(k - 1, max(taken, k - _ASKED) - 1, -1) if words.is_(m, "not")), None)
            if not words.is_(k, "none of"):
                return None
            k -= 1
        return None

    def _reported(self, i: int, last: int) -> bool:
        """Whether the sentence says that none were reported, which doesn't say that there were none."""
        return any(self.words.is_(k, "report") for k in range(max(0, i - 6), min(last, i + 9)))

    # --- the people behind a casualty word

    def _right(self, i: int, last: int) -> list[Item]:
        words = self.words
        k = i
        while k < last and k not in self.people.numbers and (words.is_(k, "adverb") or words.is_(k, "of")):
            if words.is_(k, "the"):
                break
            k += 1
        items = self.people.chain(k, last)
        if not items and k < last and words.is_(k, "him"):
            return [Item(k, k + 1, k + 1, known=True), *self._beside_him(k + 1, last)]
        return items

    def _beside_him(self, k: int, last: int) -> list[Item]:
        """Those who share his lot: "killing him and a passer-by", "killing him, his wife and two children"."""
        joined = k < last and self.words.is_(k, "and")
        if not joined and not (k < last and self.words.text[k] == ","):
            return []
        items = self.people.chain(k + 1, last)
        end = items[-1].last if items else last
        if end < last and (self.words.any_of(end, _AUXILIARIES) or self.words.casualty(end)):
            return []  # "… and five people were injured": they have a verb of their own
        return items if joined or len(items) > 1 or any(item.related or item.kin for item in items) else []

    def _next_owns(self, items: list[Item], stop: int, last: int) -> bool:
        """Whether the people right behind a participle are the subject of the next one: "two killed, three hurt"."""
        small = range(items[-1].last, stop)
        return stop < last and items[-1].last <= stop and all(self.words.any_of(i, _SMALL) for i in small)

    def _other_object(self, i: int, last: int) -> bool:
        """Whether something that is no people is done to behind the verb: "captured a village", "executed the plan"."""
        words = self.words
        number = self.people.numbers.get(i)
        if i >= last or (number is not None and not number.article and self.people.chain(i, last)):
            return False
        return number is not None or words.any_of(i, _LEADS)

    def _label(self, i: int, last: int) -> list[Item]:
        """ "Killed: 5 (2 women)": the number behind a label."""
        number = self.people.numbers.get(i + 1)
        if number is None or number.article or self.words.text[i] != ":":
            return []
        return self.people.chain(i + 1, last)

    def _counted(self, cluster: list[Mention[CasualtyEntry]], taken: int, last: int) -> _Claim | None:
        mention, final = cluster[0], cluster[-1]
        if self._none_of(mention.first, taken) is not None:
            return _Claim(cluster, [], "unknown" if self._reported(mention.first, last) else "denied")
        if any(m.entry.outcome == "casualties" for m in cluster):
            known = self.words.is_(mention.first - 1, "the") or not self.words.low[mention.first].endswith("s")
            numbers = self.people.numbers.values()
            counted = any(n.first >= taken and n.last <= mention.first <= n.last + 2 for n in numbers)
            return _Claim(cluster, [], "mixed") if counted or not known else None  # not "She received the casualties"
        for i in range(max(taken, mention.first - 5), mention.last):
            item = self._number_of(i, max(mention.first, i + 1))
            if item is None:
                continue
            single = not self.words.low[final.last - 1].endswith("s") or self.words.is_(i - 1, "the")
            if item.low in YEARS and self.words.text[i].isdigit() and single:
                return None  # "the 2003 death in custody", "the 2003 deaths"
            item.last = item.head_end = final.last
            self.people.tell(item, final.last, last)
            update = self._whole(i, item.last) or self._later(i, taken)
            return _Claim(cluster, [item], "update" if update else "event")
        labelled = self._label(final.last, last)
        return _Claim(cluster, labelled) if labelled else None

    def _number_of(self, i: int, stop: int) -> Item | None:
        """A number with adjectives before a noun of casualties: "ten civilian", "two"."""
        number = self.people.numbers.get(i)
        words = self.words
        if number is None or (number.article and number.last < stop - 1):
            return None
        item = Item(i, stop, stop, number.low, number.high, number.qualifier, plural=number.low != 1)
        for k in range(number.last, stop):
            if words.text[k] in (",", ";", ":", "(", ")", ".") or k in self.people.numbers or words.any_of(k, _BREAKS):
                return None
            person = words.lexemes[k].person
            if person is not None:
                item.group, item.status = person.group, person.status
            item.further = item.further or words.is_(k, "further")
        return item

    def _whole(self, i: int, end: int) -> bool:
        """Whether the phrase is all of its sentence: "2 fatalities." sums up what was told before."""
        first, last = next((pair for pair in self.annotation.sentences if pair[0] <= i < pair[1]), (0, 0))
        return i == first > 0 and all(self.words.text[k] in (".", "!", ")") for k in range(end, last))

    def _later(self, i: int, first: int) -> bool:
        """Whether a number at token `i` is told to be a later one: "later registered five dead"."""
        return any(self.words.is_(k, "later") for k in range(max(first, i - 2), i))

    def _toll(self, cluster: list[Mention[CasualtyEntry]], taken: int, last: int) -> _Claim | None:
        """The number behind "the death toll": "rose to 15", "reached on Sunday 20 people"."""
        words, final = self.words, cluster[-1]
        if final.entry.outcome == "casualties" or words.lexemes[final.last].person is not None:
            return None  # "the dead man was the father of three"
        before = range(max(taken, cluster[0].first - 4), cluster[0].first)
        rises = any(words.is_(k, "rises") for k in before)
        for k in range(final.last, last):
            if words.text[k] in (";", ".") or (words.casualty(k) and k > final.last and words.is_(k - 1, "the")):
                break
            if words.is_(k, "infinitive") and words.is_(k + 1, "rises"):
                return None  # "the toll is expected to rise, as 38 are missing"
            rises = rises or words.is_(k, "rises")
            number = self.people.numbers.get(k)
            if number is None or number.article:
                continue
            led = words.is_(k - 1, "stands at") or words.text[k - 1] == ":"
            items = self.people.chain(k, last)
            if items and (led or (rises and not items[0].bare)):
                return _Claim(cluster, items, "update" if rises else "event", near=k - final.last < 4)
            if led:
                break
        return None

    def _some(self, cluster: list[Mention[CasualtyEntry]], taken: int, last: int) -> _Claim | None:
        """Parts of a number told elsewhere: "among the dead were two children", "two of the dead were women"."""
        words, mention, k = self.words, cluster[0], cluster[-1].last
        while k < last and words.any_of(k, _SMALL):
            k += 1
        number = next((n for n in self.people.numbers.values() if n.last == mention.first >= taken), None)
        if number is not None:
            person = words.lexemes[k].person if k < last else None
            if person is None or person.group is None:
                return None
            item = Item(
                number.first, mention.last, mention.last, number.low, number.high, number.qualifier, person.group
            )
            return _Claim(cluster, [item], some=True, end=k + 1)
        items = self.people.chain(k, last) if mention.first >= taken else []
        if not items and words.is_(mention.first - 1, "be"):  # "seven children were among the dead"
            items = self._left(mention.first, taken, taken, "state")[0]
        return _Claim(cluster, items, some=True) if items else None

    # --- the people before a casualty word

    def _left(self, i: int, taken: int, first: int, form: str) -> tuple[list[Item], bool]:
        """The people before token `i`, and whether they stand right beside it."""
        words = self.words
        p = i
        passive = plural = False
        while (
            p > taken
            and p - 1 not in self.people.numbers
            and (words.any_of(p - 1, _SMALL) and not words.is_(p - 1, "the"))
        ):
            passive = passive or words.is_(p - 1, "be")
            plural = plural or words.is_(p - 1, "plural verb")
            p -= 1
        of_them = any(role == "of them" and last == p for role, last in words.phrases.values())
        relative = p > taken and words.is_(p - 1, "relative") and not of_them
        if relative:
            p -= 1
        if p > taken and words.is_(p - 1, "he"):
            return [Item(p - 1, p, p, known=True)], True
        candidates = self._candidates(max(first, taken), p)
        for items, begin in reversed(candidates):
            end = items[-1].last
            if end + 1 == p and words.text[end] == ",":
                end = p
            near = end == p
            if plural and len(items) == 1 and items[0].low == 1:
                continue
            if any(item.bare for item in items) and not (items[0].known and not items[0].share):
                beside = end == i and form != "subject"
                if items[-1].last != p or not (beside or self._stands_alone(begin, first)):
                    continue
            if not near and not self._skippable(end, p):
                continue
            alone = items[0].named and items[-1].last == items[0].head_end
            if alone and not near and not self._told_of_name(end, p):
                continue
            if self._bare_noun(items[0], begin, first):
                continue
            if self._governed(begin, first) and not (near and (relative or not (passive or alone))):
                continue  # a name behind a preposition is that of a place: "a man from X in Rif Dimashq has died"
            if self._aside(items, begin, first, candidates) or self._in_list(begin, first):
                continue
            if not near:
                self._told_between(items[-1], end, p)
            return items, near
        return [], True

    def _candidates(self, begin: int, p: int) -> list[tuple[list[Item], int]]:
        """Lists of people that end before token `p`, each with its first token."""
        found: list[tuple[list[Item], int]] = []
        k = begin
        while k < p:
            items = self.people.chain(k, p, closed=True)
            if items:
                found.append((items, k))
            k = max(items[-1].last, k + 1) if items else k + 1
        return found

    def _stands_alone(self, begin: int, first: int) -> bool:
        """Whether a number alone may be people: not in "the eldest 63 were killed", "a tailor of 52 died"."""
        words = self.words
        k = begin - 1
        if k < first:
            return True
        if words.is_(k, "of"):
            return k - 1 >= first and words.is_(k - 1, "adverb")
        return not words.text[k].isalpha() or words.any_of(k, _OPENING)

    def _told_of_name(self, end: int, p: int) -> bool:
        """Whether words behind a name tell of a person: ", who …", ", a teacher"; a place may look like a name."""
        words = self.words
        k = end + 1 if words.text[end] == "," and end + 1 < p else end
        return k in self.people.numbers or words.any_of(k, _OF_A_NAME) or k in words.phrases

    def _bare_noun(self, item: Item, begin: int, first: int) -> bool:
        """Whether a word for one person lacks its article where a headline doesn't explain that: "any fighter"."""
        words = self.words
        if item.named or item.low != 1 or begin in self.people.numbers or words.any_of(begin, _LED) or begin == first:
            return False
        return words.text[begin - 1].isalpha() and not words.is_(begin - 1, "and")

    def _governed(self, i: int, first: int) -> bool:
        """Whether a phrase depends on a preposition, or is the name behind "named"."""
        words = self.words
        k = i - 1
        while k > first and (words.is_(k, "adverb") or words.is_(k, "the") or k in self.compass):
            k -= 1
        if k < first:
            return False
        if words.is_(k, "preposition") and not words.is_(k, "before a clause"):
            return True
        return any(role in _DEPENDS and last == i for role, last in words.phrases.values())

    def _aside(self, items: list[Item], begin: int, first: int, candidates: list[tuple[list[Item], int]]) -> bool:
        """Whether uncounted people behind a comma only say who those right before it are: ", members of one family,".

        Behind a day or a place ("In Talbisa, several people") they are people of their own.
        """
        return (
            begin > first
            and self.words.text[begin - 1] in (",", "-")
            and all(item.low is None and not item.further for item in items)
            and any(them[-1].last == begin - 1 and not self._governed(start, first) for them, start in candidates)
        )

    def _in_list(self, begin: int, first: int) -> bool:
        """Whether a noun that no word for people names stands in the list before: "two beekeepers and a child"."""
        words = self.words
        k = begin - 1
        if k <= first or not words.is_(k, "and"):
            return False
        j = k - 1
        while j > max(first, k - 4) and words.text[j].isalpha() and words.text[j].islower() and not self.people.ends(j):
            if j in self.people.things or j in self.people.kinds or words.lexemes[j].number is not None:
                break
            j -= 1
        number = next((n for n in self.people.numbers.values() if n.last == j + 1), None)
        if j == k - 1 or (number is None and not words.any_of(j, _LEADS)):
            return False
        begin = number.first if number is not None else j
        return begin <= first or words.text[begin - 1] in (",", ";") or words.is_(begin - 1, "and")

    def _skippable(self, begin: int, end: int) -> bool:
        """Whether tokens begin..end, between people and a verb, are told of the people: "from X, named as Y,"."""
        words = self.words
        if end - begin > _FARTHEST:
            return False
        opens = words.text[begin] in (",", "-", "(") or words.any_of(begin, _TELLING) or begin in words.phrases
        if not opens and not words.ends(begin, "participle ending"):
            return False
        relative = any(words.is_(k, "relative") for k in (begin, begin + 1))
        for k in range(begin, end):
            if words.text[k] in (";", ":") or words.is_(k, "clause") or words.is_(k, "subject"):
                return False
            if words.casualty(k) and not relative:
                return False
        return True

    def _of_those(self, cluster: list[Mention[CasualtyEntry]], item: Item, last: int) -> _Claim | None:
        """ "Three of those killed were children": parts of a number told elsewhere."""
        words = self.words
        k = cluster[-1].last
        while k < last and words.is_(k, "be"):
            k += 1
        person = words.lexemes[k].person if k < last and k > cluster[-1].last else None
        if person is None or person.group is None:
            return None
        item.group = person.group
        return _Claim(cluster, [item], some=True, end=k + 1)

    def _after_relative(self, i: int, end: int) -> bool:
        return any(self.words.is_(k, "relative") for k in range(end, i))

    def _attributive(self, cluster: list[Mention[CasualtyEntry]], items: list[Item], behind: Item) -> _Claim:
        """ "the two wounded people": the word for people stands behind the casualty word."""
        item = items[-1]
        item.status, item.group, item.bare = behind.status, behind.group, False
        item.head_end, item.last = behind.head_end, behind.last
        return _Claim(cluster, items, relative=True)

    # --- parts that are told apart

    def _together(self, claim: _Claim, k: int, stop: int) -> None:
        """People behind the verb who share the lot: "was killed along with four others", "died with his two sons"."""
        words = self.words
        while k < stop and words.is_(k, "adverb"):
            k += 1
        behind = words.phrase(k, "as well as") if k < stop else None
        kin = behind is None and k < stop and words.is_(k, "with")
        if behind is None and not kin:
            return
        items = self.people.chain(k + 1 if behind is None else behind, stop)
        if items and (not kin or ((items[0].related and items[0].kin) or items[0].group == "children")):
            claim.items = [*claim.items, *items]

    def _told_between(self, item: Item, begin: int, end: int) -> None:
        """Parts and family between people and a verb: "nine passengers of a bus, five of them women, died"."""
        words = self.words
        item.same_family = item.same_family or any(words.phrase(k, "same family") for k in range(begin, end))
        for k in range(begin, end):
            if words.text[k] == "," and self.people.parts(item, k, end) is not None:
                return

    def _parts_behind(self, claim: _Claim, begin: int, stop: int) -> int:
        """Parts told behind the verb: "were killed in the raid, including two children"; the token behind them."""
        words, people = self.words, self.people
        item = claim.items[-1]
        if any(one.parts for one in claim.items):
            return begin
        if len(claim.items) > 1:
            whole = sums(claim.items)
            item = Item(claim.items[0].first, item.head_end, item.last, whole.total, whole.total, plural=True)
        for k in range(begin, stop):
            if k != begin and words.text[k] not in (",", "-", ":", ";") and k not in words.phrases:
                continue
            told = len(item.parts)
            behind = people.parts(item, k, stop)
            uncounted = len(item.parts) == told  # "and 11 others, mostly pupils": a share of those others
            if behind is not None and k != begin and (uncounted or not people.fits(item, item.parts[told:])):
                del item.parts[told:]
                continue
            if behind is None and k == begin:
                people.tell(item, k, stop)
                behind = item.last if item.last > k else None
            if behind is None and words.text[k] == ";":
                break
            if behind is not None:
                if item is not claim.items[-1]:
                    claim.items[-1].parts += item.parts
                return behind
        return begin

    # --- records

    def _told(self, claim: _Claim, before: Sequence[Outcome]) -> list[Casualty]:
        """The casualties of a claim. `before`: the outcomes that the paragraph told before it."""
        outcomes = claim.outcomes
        kind = claim.kind
        if kind == "denied" and any(mention.entry.whole_harm for mention in claim.mentions):
            outcomes = ["killed", "injured"]  # "hurt nobody"
        elif "casualties" in outcomes or {"killed", "injured"} <= set(outcomes):
            kind = "mixed" if kind in ("event", "update") else kind
            outcomes = ["killed", "injured"]
        elif "missing" in outcomes and len(outcomes) > 1 and kind in ("event", "update"):
            kind = "mixed"  # "38 people injured and missing"
        tokens = [(item.first, item.last) for item in claim.items]
        if claim.near or not tokens:
            tokens += [(mention.first, mention.last) for mention in claim.mentions]
            tokens.append((tokens[0][0], max(claim.end, tokens[0][1])))
        first, last = min(begin for begin, _ in tokens), max(end for _, end in tokens)
        found = []
        for outcome in _OUTCOMES:
            if outcome not in outcomes:
                continue
            casualty = Casualty(first, last, self.words.start[first], self.words.end[last - 1], outcome, kind)
            if kind == "denied":
                casualty.count = Count(total=0, min=0, max=0, qualifier="exact")
                casualty.spans["total"] = (casualty.start, casualty.end)
            elif kind not in ("mixed", "unknown"):
                self.describe(casualty, claim.items)
                casualty.further = casualty.further and (not before or before[-1] == outcome)
                casualty.further = casualty.further or (claim.also and outcome in before)
                if claim.some:
                    count = casualty.count
                    count.total = count.min = count.max = count.qualifier = None
                    del casualty.spans["total"]
            found.append(casualty)
        return found

    def describe(self, casualty: Casualty, items: Sequence[Item]) -> None:
        """Fill in what the items say: numbers with their evidence, standing, family, home and names."""
        words = self.words
        casualty.count = sums(items)
        first, last = items[0].first, max(item.head_end for item in items)
        casualty.spans["total"] = (words.start[first], words.end[last - 1])
        for group, _, item in groups(items):
            span = (words.start[item.first], words.end[max(item.head_end, item.group_end) - 1])
            known = casualty.spans.get(group, span)
            casualty.spans[group] = (min(known[0], span[0]), max(known[1], span[1]))
        statuses = {item.status for item in items if item.status is not None}
        if "fighters" in statuses and len(statuses) > 1:
            casualty.status = "mixed"
        else:
            casualty.status = next((s for s in _STATUSES if s in statuses), None)
        casualty.same_family = one_family(items)
        casualty.origin = next((item.origin for item in items if item.origin is not None), None)
        names = [name for item in items for name in item.names]
        casualty.named = [self.annotation.text[words.start[a] : words.end[b - 1]] for a, b in names]
        casualty.further = any(item.further for item in items)
        casualty.known = all(item.known or item.share for item in items)


_DEPENDS = ("named", "of them", "including")
_AUXILIARIES = frozenset({"auxiliary", "be", "modal"})
_SMALL = frozenset({"auxiliary", "adverb", "the", "modal"})
_BREAKS = frozenset({"and", "be", "preposition", "clause", "relative"})
_OPENING = frozenset({"and", "or", "adverb", "clause", "relative", "before a clause", "auxiliary"})
_TELLING = frozenset({"preposition", "relative", "adverb"})
_OF_A_NAME = frozenset({"relative", "from", "age", "the", "possessive"})
_LED = frozenset({"the", "possessive", "further", "ordinal"})
_NEW_SUBJECT = frozenset({"clause", "subject", "and"})
_LEADS = frozenset({"possessive", "the"})


def count_people(
    annotation: Annotation,
    knowledge: Knowledge,
    first: int,
    last: int,
    outcome: Outcome,
    *,
    group: str | None = None,
    status: VictimStatus | None = None,
    bracket: str | None = None,
) -> Casualty | None:
    """The number of people that tokens first..last state where it is known that they state one ("Killed: 4 (2)").

    `group`: all of them are of that group; `bracket`: the group that a number alone in brackets counts.
    """
    reader = _Reader(annotation, knowledge)
    people, words = reader.people, reader.words
    items = people.chain(first, last, closed=True)
    start = next((i for i in range(first, last) if i in people.numbers), None)
    if start is not None and all(item.low is None for item in items):
        items = people.chain(start, last, closed=True)
    if not items:
        return None
    item = items[0]
    if len(items) == 1 and item.head_end < last and words.text[item.head_end] == "(" and not item.parts:
        number = people.numbers.get(item.head_end + 1)
        if number is not None and bracket is not None and words.text[number.last] == ")" and number.value is not None:
            item.parts.append(
                Item(number.first, number.last, number.last, number.low, number.high, number.qualifier, group=bracket)
            )
    if group is not None and len(items) == 1 and item.group is None:
        item.group = group
    casualty = Casualty(first, last, words.start[first], words.end[last - 1], outcome, "event")
    reader.describe(casualty, items)
    casualty.status = casualty.status or status
    return casualty
