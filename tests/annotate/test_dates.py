"""Dates and times of day: found in every form, resolved by the text and its context alone."""

from __future__ import annotations

import calendar
import json
import pathlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.dates import DateContext, DateMention, ResolvedDate, find_dates, find_times, resolve
from extractor.knowledge import Knowledge, load_knowledge

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "../shared/corpus"
KNOWLEDGE = load_knowledge([ROOT / "patterns/en", ROOT / "patterns/syria"])
NOWHERE = DateContext(published=None, period=None, heading=None, previous=None, years=())

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def found(text: str, knowledge: Knowledge = KNOWLEDGE) -> list[DateMention]:
    return find_dates(knowledge.annotate(text), knowledge)


def read(text: str, context: DateContext = NOWHERE) -> list[ResolvedDate]:
    return [resolve(mention, context) for mention in found(text)]


def days(text: str, context: DateContext = NOWHERE) -> list[tuple[str, str]]:
    """First and last day of each date in a text, "-" where they are not known."""
    return [(str(one.start or "-"), str(one.end or "-")) for one in read(text, context)]


def day(text: str, context: DateContext = NOWHERE) -> str:
    """The one day that a text names."""
    (one,) = read(text, context)
    assert one.start == one.end and one.precision == ("day" if one.start else "none")
    return str(one.start or "-")


def told(when: date) -> ResolvedDate:
    return ResolvedDate(when, when, "day")


def ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def test_a_weekday_decides_between_the_years_that_a_text_states() -> None:
    """11 September was a Saturday in 2021 and a Wednesday in 2019."""
    context = replace(NOWHERE, previous=told(date(2019, 5, 31)), years=(2019, 2021))
    assert day("He died on Saturday, September 11.", context) == "2021-09-11"
    assert day("He died on September 11.", context) == "2019-09-11"
    assert day("He died on Saturday, September 11.", replace(context, years=(2018, 2019))) == "2019-09-11"


def test_no_date_reaches_over_two_cells() -> None:
    assert day("1-2\tNov 3, 2015\tNawa") == "2015-11-03"


# ---------------------------------------------------------------------------------------------- single days

FORMS = [
    "{d} {month} {y}",
    "{month} {d}, {y}",
    "{month} {d} {y}",
    "{weekday}, {d} {month} {y}",
    "{weekday} {month} {d}, {y}",
    "{weekday}, {month} {nth}, {y}",
    "the {nth} of {month}, {y}",
    "{weekday} the {nth} of {month} {y}",
    "{nth} {month} {y}",
    "the {nth} day of {month} {y}",
    "{d} {short}. {y}",
    "{short} {d}, {y}",
    "{d:02}/{m:02}/{y}",
    "{d}.{m}.{y}",
    "{d}-{short}-{y}",
    "{y}-{m:02}-{d:02}",
    "{y} {month} {d}",
    "{month} {d}, {y} ({weekday})",
    "{weekday} {d:02}/{m:02}/{y}",
]
SURROUNDINGS = [
    "On {} shells fell on the village.",
    "{}",
    "The depot, hit on {}, burnt down.",
    "A shop burnt down ({}).",
]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(SURROUNDINGS))
def test_a_date_is_read_back_in_every_form(when: date, form: str, around: str) -> None:
    name = calendar.month_name[when.month]
    written = form.format(
        d=when.day, m=when.month, y=when.year, month=name, short=name[:3], nth=ordinal(when.day),
        weekday=calendar.day_name[when.weekday()],
    )  # fmt: skip
    text = around.format(written)
    mentions = found(text)
    assert [resolve(m, NOWHERE) for m in mentions] == [ResolvedDate(when, when, "day")]
    assert text[mentions[0].start : mentions[0].end] in (written, written.removeprefix("the "))
    assert mentions[0].years == (when.year,)


@given(DAYS, st.sampled_from([*calendar.day_name]), st.sampled_from(["{w} {d} {m} {y}", "{w}, {m} {d}, {y}"]))
def test_a_wrong_weekday_keeps_the_date_and_is_said(when: date, weekday: str, form: str) -> None:
    text = form.format(w=weekday, d=when.day, m=calendar.month_name[when.month], y=when.year)
    (one,) = read(text)
    right = calendar.day_name[when.weekday()]
    assert (one.start, one.precision) == (when, "day")
    if weekday == right:
        assert one.problems == []
    else:
        (problem,) = one.problems
        assert right in problem and weekday in problem and "impossible" not in problem


@pytest.mark.parametrize(
    "text",
    ["31 April 2017", "April 31, 2017", "30 February", "29 February 2017", "31/04/2017", "2017-02-30", "31/14/2017"],
)
def test_a_day_that_no_calendar_has_is_no_date(text: str) -> None:
    (one,) = read(f"On {text}, the bakery was hit.")
    assert (one.start, one.end, one.precision) == (None, None, "none")
    assert "impossible" in one.problems[0]


def test_a_colon_behind_a_day_leads_to_what_happened_then() -> None:
    context = replace(NOWHERE, years=(2018,))
    assert day("March 3: two people were killed.", context) == "2018-03-03"
    assert day("Sunday, February 25: a missile hit the bakery.", context) == "2018-02-25"
    assert days("They won by March 3:2.", context) != [("2018-03-03", "2018-03-03")]


def test_a_leap_day_depends_on_its_year() -> None:
    assert day("29 February 2016") == "2016-02-29"
    assert day("29 February", replace(NOWHERE, years=(2016,))) == "2016-02-29"
    (one,) = read("29 February", replace(NOWHERE, years=(2015,)))
    assert one.precision == "none" and "impossible" in one.problems[0]


def test_numbers_need_an_order_of_day_and_month() -> None:
    english = load_knowledge([ROOT / "patterns/en"])
    (doubtful,) = [resolve(m, NOWHERE) for m in found("on 03/04/2017", english)]
    assert doubtful.precision == "none" and "ambiguous" in doubtful.problems[0]
    for text, when in (
        ("14/03/2017", date(2017, 3, 14)),
        ("03/14/2017", date(2017, 3, 14)),
        ("5/5/2017", date(2017, 5, 5)),
    ):
        assert [resolve(m, NOWHERE).start for m in found(text, english)] == [when]
    assert day("on 03/04/2017") == "2017-04-03"  # the patterns for Syria put the day first


def test_the_mark_of_a_footnote_is_no_part_of_the_year() -> None:
    assert day("The mill was hit on 14 September 2017.12") == "2017-09-14"
    assert days("The list is of October 2018.3 It names nine.") == [("2018-10-01", "2018-10-31")]


# ---------------------------------------------------------------------------------------------- no dates


@pytest.mark.parametrize(
    "text",
    [
        "They may 5 times have tried to march 3 km under the sun.",
        "Resolution 2254 and resolution 2139 were recalled.",
        "About 2,014 people left; 2017 of them were fighters.",
        "Sun shone on the ruins. March on, they said. May he rest.",
        "A boy of 12, a girl aged 9 and a man of 45 were killed.",
        "Version v1.2.17 at 10.0.0.1, case S/2017/904, see https://example.org/2017/03/14/page",
        "Every Friday and on each Saturday, on one Sunday and on a Thursday they met.",
        "The unit of the 3rd Division, the 49th person and the 5th floor.",
        "In the following days and weeks, and in the previous months, it was quiet.",
        "He worked day and night. In 2000 houses nobody was left.",
    ],
)  # fmt: skip
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert [text[m.start : m.end] for m in found(text)] == []


def test_a_number_behind_a_date_that_counts_something_is_not_part_of_it() -> None:
    context = replace(NOWHERE, years=(2017,))
    assert day("On May 3 and 20 others fled", context) == "2017-05-03"
    assert day("On October 5 - 20 civilians were killed", context) == "2017-10-05"
    assert day("On May 3, 20 civilians were killed", context) == "2017-05-03"
    assert days("In May 5 people died", context) == [("2017-05-01", "2017-05-31")]
    assert day("On 10 May 2017 12 people died") == "2017-05-10"


# ---------------------------------------------------------------------------------------------- ranges


@given(
    DAYS,
    st.integers(1, 25),
    st.sampled_from(["between {a} and {b}", "from {a} to {b}", "{a} – {b}", "from {a} until {b}"]),
)
def test_a_range_is_read_back(first: date, length: int, form: str) -> None:
    last = first + timedelta(days=length)

    def written(when: date) -> str:
        return f"{when.day} {calendar.month_name[when.month]} {when.year}"

    (one,) = read(form.format(a=written(first), b=written(last)))
    assert one == ResolvedDate(first, last, "day")


@given(st.integers(1, 27), st.integers(1, 12), st.integers(2000, 2030), st.data())
def test_days_of_one_month_are_read_back(low: int, month: int, year: int, data: st.DataObject) -> None:
    high = data.draw(st.integers(low + 1, 28))
    name = calendar.month_name[month]
    form = data.draw(
        st.sampled_from(
            ["between {a} and {b} {m} {y}", "{a}-{b} {m} {y}", "{m} {a}-{b}, {y}", "{m} {a} to {b}, {y}",
             "from the {ath} to the {bth} of {m} {y}", "{a}–{b}/{n:02}/{y}"]
        )
    )  # fmt: skip
    text = form.format(a=low, b=high, ath=ordinal(low), bth=ordinal(high), m=name, n=month, y=year)
    (one,) = read(text)
    assert one == ResolvedDate(date(year, month, low), date(year, month, high), "day")


def test_days_told_together_are_one_range_where_they_follow_one_another() -> None:
    assert days("on the 8th and 9th of May 2017") == [("2017-05-08", "2017-05-09")]
    assert days("on 5, 6 and 7 May 2017") == [("2017-05-05", "2017-05-07")]
    assert days("2 or 3 May 2017") == [("2017-05-02", "2017-05-03")]
    assert days("on 3 and 9 May 2017") == [("2017-05-03", "2017-05-03"), ("2017-05-09", "2017-05-09")]
    assert days("between 3 and 9 May 2017") == [("2017-05-03", "2017-05-09")]
    assert days("on 3 May and 5 June 2017") == [("2017-05-03", "2017-05-03"), ("2017-06-05", "2017-06-05")]


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("in October 2017", "2017-10-01", "2017-10-31", "month"),
        ("the month of February 2016", "2016-02-01", "2016-02-29", "month"),
        ("in mid-October 2017", "2017-10-01", "2017-10-31", "month"),
        ("in early 2023", "2023-01-01", "2023-12-31", "year"),
        ("in 2017", "2017-01-01", "2017-12-31", "year"),
        ("the year 2017", "2017-01-01", "2017-12-31", "year"),
        ("between 2015 and 2017", "2015-01-01", "2017-12-31", "year"),
        ("in 2015/16", "2015-01-01", "2016-12-31", "year"),
        ("in 1991-94", "1991-01-01", "1994-12-31", "year"),
        ("March to May 2017", "2017-03-01", "2017-05-31", "month"),
        ("in November and December 2017", "2017-11-01", "2017-12-31", "month"),
        ("from December to January 2018", "2017-12-01", "2018-01-31", "month"),
        ("the first half of 2019", "2019-01-01", "2019-06-30", "month"),
        ("the third quarter of 2017", "2017-07-01", "2017-09-30", "month"),
        ("between July 2017 and 5 October 2017", "2017-07-01", "2017-10-05", "month"),
        ("between 30 December and 2 January 2017", "2016-12-30", "2017-01-02", "day"),
        ("the night between Friday 12 and Saturday 13 June 2015", "2015-06-12", "2015-06-13", "day"),
    ],
)
def test_ranges_months_and_years(text: str, first: str, last: str, precision: str) -> None:
    (one,) = read(f"It happened {text}, they said.")
    assert (str(one.start), str(one.end), one.precision, one.problems) == (first, last, precision, [])


def test_a_range_that_ends_before_it_begins_is_impossible() -> None:
    (one,) = read("between 5 June 2017 and 3 May 2017")
    assert one.precision == "none" and "impossible" in one.problems[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("since March 2011", "since"), ("since the start of 2017", "since"), ("after 5 May 2017", "since"),
        ("until 5 May 2017", "until"), ("by 5 May 2017", "until"), ("before 5 May 2017", "until"),
        ("as of 5 May 2017", "until"), ("during 2017", "during"), ("throughout May 2017", "during"),
        ("in the course of May 2017", "month"), ("during the night of 5 May 2017", "date"),
        ("after noon on 5 May 2017", "date"), ("since March 2011 until May 2017", "since"),
    ],
)  # fmt: skip
def test_scopes_are_told_from_the_dates_of_events(text: str, kind: str) -> None:
    assert [mention.kind for mention in found(f"It went on {text}.")] == [kind]


def test_a_year_of_history_is_none_for_the_other_dates() -> None:
    assert [m.years for m in found("since March 2011")] == [()]
    assert [m.years for m in found("captured in 2018")] == [()]
    assert [m.years for m in found("since early 2022")] == [(2022,)]
    assert [m.years for m in found("in April 2022")] == [(2022,)]


# ---------------------------------------------------------------------------------------------- times of day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("On Tuesday morning, October 31, 2017", "morning"), ("On Friday dawn, October 20, 2017", "dawn"),
        ("on the evening of Friday, 20 October 2017", "evening"), ("At dawn on 5 May 2017", "dawn"),
        ("in the early hours of Saturday 22 July 2017", "early hours"), ("on 5 May 2017 at about 11 a.m.", "11 a.m."),
        ("on 5 May 2017, at 10:30", "10:30"), ("on October 31, 2017, in the afternoon", "afternoon"),
        ("at 7.30 pm on 5 May 2017", "7.30 pm"), ("a little after noon on 5 May 2017", "noon"),
        ("on the night of 5-6 May 2017", "night"), ("on 5 May 2017", None),
    ],
)  # fmt: skip
def test_the_time_of_day_belongs_to_the_date(text: str, time: str | None) -> None:
    (one,) = read(f"{text} the mill was hit.")
    assert one.precision == "day" and one.time_of_day == time


def test_times_stand_alone_too() -> None:
    text = "At around 7 a.m., at 14:00 and from 3:00 to 5:00 pm; by nightfall, or in the small hours; at 1930 hours"
    annotation = KNOWLEDGE.annotate(text)
    times = find_times(annotation, KNOWLEDGE)
    said = ["7 a.m.", "14:00", "3:00 to 5:00 pm", "evening", "early hours", "1930 hours"]
    assert [one.time_of_day for one in times] == said
    assert [text[one.start : one.end] for one in times][:3] == said[:3]
    assert {one.kind for one in times} == {"time"} and find_dates(annotation, KNOWLEDGE) == []


# ---------------------------------------------------------------------------------------------- years from the context


def test_the_year_comes_from_the_text_before_the_publication() -> None:
    published = date(2019, 6, 28)
    assert day("On 5 May", replace(NOWHERE, years=(2017,), published=published)) == "2017-05-05"
    two = replace(NOWHERE, years=(2016, 2017), published=published)
    assert day("On 5 May", replace(two, previous=told(date(2016, 4, 1)))) == "2016-05-05"
    heading = ResolvedDate(date(2018, 1, 1), date(2018, 1, 31), "month")
    assert day("On 5 May", replace(two, heading=heading)) == "2018-05-05"
    assert day("On 5 May", replace(two, period=(date(2015, 5, 1), date(2015, 5, 31)))) == "2015-05-05"
    assert day("On 5 May", two) == "2019-05-05"
    assert day("On 5 May", replace(two, published=None)) == "-"


def test_the_month_of_the_report_outweighs_a_year_of_its_background() -> None:
    period = (date(2015, 6, 1), date(2015, 6, 30))
    assert day("On 5 June", replace(NOWHERE, period=period, years=(2013,))) == "2015-06-05"


def test_what_lies_ahead_of_the_publication_was_a_year_before() -> None:
    assert day("On December 30", replace(NOWHERE, published=date(2021, 1, 3))) == "2020-12-30"
    assert day("On Monday 30 December", replace(NOWHERE, published=date(2020, 2, 16), years=(2020,))) == "2019-12-30"


def test_a_story_goes_on_over_new_year() -> None:
    context = replace(NOWHERE, years=(2016, 2017))
    assert day("On 2 January", replace(context, previous=told(date(2016, 12, 30)))) == "2017-01-02"
    assert day("On 30 December", replace(context, previous=told(date(2017, 1, 2)))) == "2016-12-30"


def test_a_day_without_a_month_lies_in_the_month_told_before() -> None:
    assert (
        day("The body came home on the 25th of the month.", replace(NOWHERE, previous=told(date(2015, 6, 3))))
        == "2015-06-25"
    )
    assert day("He died on the 25th.", replace(NOWHERE, heading=told(date(2015, 6, 3)))) == "2015-06-25"
    assert day("He died on the 25th.") == "-"


# ---------------------------------------------------------------------------------------------- told by another day


@given(
    DAYS, st.sampled_from([("yesterday", 1), ("today", 0), ("last night", 1), ("this morning", 0), ("two days ago", 2)])
)
def test_days_are_counted_from_the_publication(published: date, case: tuple[str, int]) -> None:
    words, back = case
    context = replace(NOWHERE, published=published, previous=told(date(1949, 1, 1)))
    assert day(f"It was hit {words}.", context) == str(published - timedelta(days=back))
    assert day(f"It was hit {words}.") == "-"


@given(DAYS, st.sampled_from([*calendar.day_name]))
def test_a_weekday_is_the_last_one_up_to_the_publication(published: date, weekday: str) -> None:
    context = replace(NOWHERE, published=published)
    (one,) = read(f"It was hit on {weekday} night.", context)
    assert one.start is not None and one.time_of_day == "night"
    assert calendar.day_name[one.start.weekday()] == weekday and 0 <= (published - one.start).days < 7
    (last,) = read(f"It was hit last {weekday}.", context)
    assert last.start is not None and 0 < (published - last.start).days <= 7


def test_a_weekday_without_its_week_is_not_guessed() -> None:
    assert day("on Saturday") == "-"
    published = replace(NOWHERE, published=date(2019, 5, 20))
    assert day("as they came from Friday prayers", replace(published, previous=told(date(2017, 8, 23)))) == "-"
    assert day("on Saturday", replace(published, period=(date(2019, 4, 1), date(2019, 4, 30)))) == "-"


@given(DAYS, st.integers(1, 40), st.sampled_from(["later", "earlier"]))
def test_days_are_counted_from_the_date_before(when: date, distance: int, direction: str) -> None:
    shift = timedelta(days=distance if direction == "later" else -distance)
    unit = "day" if distance == 1 else "days"
    assert day(f"{distance} {unit} {direction}, the mill was hit.", replace(NOWHERE, previous=told(when))) == str(
        when + shift
    )


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("On the same day", "2017-08-23"), ("That same afternoon", "2017-08-23"), ("The next day", "2017-08-24"),
        ("the day before", "2017-08-22"), ("On the following Friday", "2017-08-25"),
        ("Half an hour later", "2017-08-23"),
        ("Twenty-two days later", "2017-09-14"), ("48 hours later", "2017-08-25"), ("A week later", "-"),
        ("Some days later", "-"), ("two or three days later", "-"), ("Less than 24 hours later", "-"),
        ("Eight days before the buses came", "-"), ("The previous Monday", "2017-08-21"),
        ("the morning of the following day", "2017-08-24"), ("two days before 5 May 2016", "2016-05-03"),
    ],
)  # fmt: skip
def test_words_that_point_to_the_date_before(text: str, when: str) -> None:
    assert day(f"{text}, the mill was hit.", replace(NOWHERE, previous=told(date(2017, 8, 23)))) == when


def test_months_and_years_by_their_distance() -> None:
    context = replace(NOWHERE, published=date(2017, 1, 20), previous=told(date(2016, 8, 23)))
    assert days("last month", context) == [("2016-12-01", "2016-12-31")]
    assert days("last October", context) == [("2016-10-01", "2016-10-31")]
    assert days("last year", context) == [("2016-01-01", "2016-12-31")]
    assert days("that month", context) == [("2016-08-01", "2016-08-31")]
    assert days("a year later", context) == [("2017-01-01", "2017-12-31")]


def test_under_a_dated_heading_the_next_day_is_that_of_the_heading() -> None:
    assert (
        day("On the following day a herder was hurt.", replace(NOWHERE, heading=told(date(2020, 2, 9)))) == "2020-02-10"
    )


# ---------------------------------------------------------------------------------------------- whatever comes

PIECES = (
    "May March Sun mid early the of on in at since until between from to and or , . - / ( ) 3 9th 31 32 99 2017 2,014 "
    "10:30 7 a.m. Friday Oct. October 31/04/2017 2017-05-05 yesterday last that same next day days hours later ago "
    "before after two half first second a every dawn night morning noon month year week people killed by during"
)
WORDS = st.sampled_from(PIECES.split())
SOME_DAY = st.none() | DAYS
CONTEXTS = st.builds(
    DateContext,
    published=SOME_DAY,
    period=st.none() | DAYS.map(lambda day: (day, day + timedelta(days=30))),
    heading=st.none() | DAYS.map(told),
    previous=st.none() | DAYS.map(told) | st.just(ResolvedDate(None, None, "none")),
    years=st.lists(st.integers(1950, 2090), max_size=2, unique=True).map(tuple),
)


def _years_of(context: DateContext) -> set[int]:
    heading, previous = context.heading, context.previous
    days = [context.published, *(context.period or ())]
    days += [one.start for one in (heading, previous) if one is not None]
    return {day.year for day in days if day is not None} | set(context.years)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=40), CONTEXTS)
def test_any_text_is_read_and_nothing_comes_from_elsewhere(text: str, context: DateContext) -> None:
    annotation = KNOWLEDGE.annotate(text)
    end = 0
    for mention in find_dates(annotation, KNOWLEDGE):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        assert annotation.starts[mention.first] <= mention.start
        assert mention.end <= annotation.ends[mention.last - 1]
        one = resolve(mention, context)
        assert (one.precision == "none") == (one.start is None) == (one.end is None)
        if one.start is None or one.end is None:
            continue
        assert one.start <= one.end
        known = _years_of(context) | {day.year for day in (mention.low, mention.high) if day.year is not None}
        assert known
        if mention.offset is None or mention.offset.unit == "day":
            reach = 1 + abs(mention.offset.amount or 0) // 365 if mention.offset else 1
            assert min(abs(one.end.year - year) for year in known) <= reach
        if mention.offset is None and mention.low.day is not None:
            assert one.start.day == mention.low.day
        if mention.offset is None and mention.low.month is not None:
            assert one.start.month == mention.low.month
    for time in find_times(annotation, KNOWLEDGE):
        assert time.time_of_day and resolve(time, context).precision == "none"


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_without_a_year_in_the_text_or_around_there_is_no_date(text: str) -> None:
    for mention in found(text):
        if mention.low.year is None and mention.high.year is None:
            assert resolve(mention, NOWHERE).precision == "none"


# ---------------------------------------------------------------------------------------------- real wording


def _lines(name: str) -> list[dict[str, object]]:
    if not (CORPUS / name).exists():
        pytest.skip("the development corpora lie beside the project, and are not there")
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def test_each_bulletin_note_begins_with_its_date() -> None:
    notes = [
        note for line in _lines("bulletindev_texts.jsonl") for note in str(line["text"]).split("\n") if note.strip()
    ]
    coded = [one for line in _lines("bulletindev_gold.jsonl") for one in line["incidents"]]  # type: ignore[attr-defined]
    assert len(notes) == len(coded) > 100
    wrong = [
        (note[:60], one["date_start"])
        for note, one in zip(notes, coded, strict=True)
        if days(note)[:1] != [(one["date_start"], one["date_end"])]
    ]
    assert wrong == []
