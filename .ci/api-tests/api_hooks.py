"""What schemathesis can't read in openapi.yaml: texts with a form of their own, and rules between parameters."""

import base64
import datetime

import schemathesis
from hypothesis import strategies as st

# Of the year 1 or 9999 an offset leads out.
DATES = st.dates(datetime.date(2, 1, 1), datetime.date(9998, 12, 31))
CLOCK = st.times().map(lambda time: time.isoformat())
OFFSETS = st.just("Z") | st.builds("{}{:02d}:{:02d}".format, st.sampled_from("+-"), st.integers(0, 17), st.integers(0, 59))


def cursor(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


schemathesis.openapi.format("date", DATES.map(str))
schemathesis.openapi.format("date-time", st.builds("{}T{}{}".format, DATES, CLOCK, OFFSETS))
schemathesis.openapi.format(
    "users-cursor",
    st.builds("events:{}:{}{}".format, st.just(3), st.integers(100, 999), st.text(max_size=30)).map(cursor),
)
schemathesis.openapi.format(
    "events-cursor",
    st.dictionaries(st.integers(0, 3), st.integers(0, 1000), max_size=4).map(
        lambda offsets: cursor("0-0." + "".join(f"{partition}-{offset}." for partition, offset in offsets.items()))
    ),
)


def moment(text, last):
    """When a time is, a date's last moment if asked for; None where the text is none."""
    try:
        time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if len(text) == 10 and last:
        time += datetime.timedelta(days=1)
    return time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)


@schemathesis.hook
def filter_case(context, case):
    """No range that ends before it begins, no cursor of another order."""
    query = case.query or {}
    start, end = moment(str(query.get("from")), False), moment(str(query.get("to")), True)
    if start and end and start > end:
        return False
    return not ("cursor" in query and query.get("sort", "events") != "events")
