"""The functions whose results are known to be those of Excel, what each may be given, and what comes out.

Everything else is left to Excel. A function belongs here once it was compared with LibreOffice over mixed cells (the
tests do), and with Excel's documentation where the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntFlag

from xlbudget.xlsx.formulatree import NotUnderstood


class Made(IntFlag):
    """What an expression may come to. CELL is whatever a cell holds.

    NOISE marks binary fractions beyond the 15th digit, CANCELS what may be almost 0 instead of 0.
    """

    INTEGER = 1
    DECIMAL = 2
    TEXT = 4
    LOGICAL = 8
    CELL = 16
    NOISE = 32
    CANCELS = 64


class Takes(Enum):
    """What an argument is used as; the letter is how the table below writes it."""

    NUMBER = "n"
    WHOLE = "s"  # stepped: a number just below a whole one comes to another result
    COUNT = "z"  # cut off at the point
    POSITION = "i"  # from 1
    ORDINAL = "j"  # a whole number from 1
    DATE = "d"
    DAY = "D"  # a date without a time
    TEXT = "t"
    LETTERS = "u"  # text that is changed letter by letter
    VALUE = "v"
    CONDITION = "b"
    KEY = "k"  # looked for exactly, wildcards would count
    CRITERION = "C"
    AREA = "R"
    NUMBERS = "r"  # one of many: areas, or single numbers
    VALUES = "w"
    CONDITIONS = "c"
    TEXTS = "x"
    ARRAY = "a"
    SAME = "="  # what becomes the result
    LITERAL = "L"
    ITEM = "one of many as an expression"
    INTEGER = "a number that is written with zeros before it"
    LIMIT = "what follows < or > in a criterion"
    PLAIN = "looked for exactly, letter by letter"


_RESULTS = {
    "integer": Made.INTEGER,
    "number": Made.DECIMAL,
    "noise": Made.DECIMAL | Made.NOISE,
    "sum": Made.DECIMAL | Made.NOISE | Made.CANCELS,
    "text": Made.TEXT,
    "logical": Made.LOGICAL,
    "cell": Made.CELL,
    "same": None,
}

_TABLE = """
SUM r+ sum                 PRODUCT r+ noise           AVERAGE r+ sum             MIN r+ number
MAX r+ number              COUNT w+ integer           COUNTA w+ integer          COUNTBLANK R integer
MEDIAN r+ noise            SUMSQ r+ noise             STDEV r+ noise             STDEVP r+ noise
VAR r+ noise               VARP r+ noise              STDEV.S* r+ noise          STDEV.P* r+ noise
VAR.S* r+ noise            VAR.P* r+ noise            LARGE R,j number           SMALL R,j number
RANK n,R,z? integer        RANK.EQ* n,R,z? integer    PERCENTILE R,n noise       QUARTILE R,z noise
PERCENTILE.INC* R,n noise  QUARTILE.INC* R,z noise    SUMPRODUCT a+ sum          SUBTOTAL L,R+ sum
SUMIF R,C,R? sum           COUNTIF R,C integer        AVERAGEIF R,C,R? sum       SUMIFS R,(R,C)+ sum
COUNTIFS (R,C)+ integer    AVERAGEIFS R,(R,C)+ sum    MINIFS* R,(R,C)+ number    MAXIFS* R,(R,C)+ number
ABS n sum                  SIGN s integer             SQRT n noise               POWER n,n noise
LN n noise                 LOG n,n? noise             LOG10 n noise              PI - number
INT s integer              TRUNC n,z? number          ROUND n,z number           ROUNDUP n,z number
ROUNDDOWN n,z number       MOD n,n number             QUOTIENT n,n integer       CEILING n,n number
FLOOR n,n number           MROUND n,n number          EVEN s integer             ODD s integer
GCD z+ integer             LCM i+ integer
IF b,=,=? same             IFS* (b,=)+ same           IFERROR =,= same           IFNA* =,= same
CHOOSE i,=+ same           AND c+ logical             OR c+ logical              XOR* c+ logical
NOT b logical              TRUE - logical             FALSE - logical            NA - number
ISBLANK v logical          ISNUMBER v logical         ISTEXT v logical           ISNONTEXT v logical
ISLOGICAL v logical        ISERROR v logical          ISERR v logical            ISNA v logical
ISEVEN z logical           ISODD z logical            N v number                 T v text
ROW R? integer             COLUMN R? integer          ROWS R integer             COLUMNS R integer
LEN t integer              LEFT t,z? text             RIGHT t,z? text            MID t,z,z text
UPPER u text               LOWER u text               PROPER u text              TRIM t text
CONCATENATE t+ text        CONCAT* x+ text            TEXTJOIN* t,b,x+ text      SUBSTITUTE t,t,t,z? text
REPLACE t,z,z,t text       FIND t,t,z? integer        SEARCH u,u,z? integer      EXACT t,t logical
REPT t,z text              CHAR z text                CODE t integer             UNICHAR* z text
TEXT v,L text              HYPERLINK t,=? same
DATE z,z,z integer         YEAR d integer             MONTH d integer            DAY d integer
WEEKDAY d,L? integer       EDATE d,z integer          EOMONTH d,z integer        DATEDIF d,d,L integer
DAYS* D,D integer          TODAY - integer            WEEKNUM d,L? integer       ISOWEEKNUM* d integer
DAYS360 d,d integer        WORKDAY D,z integer        NETWORKDAYS D,D integer
VLOOKUP k,R,i,b? cell      HLOOKUP k,R,i,b? cell      MATCH k,R,L? integer       INDEX R,i,i? cell
LOOKUP k,R,R? cell         XLOOKUP* k,R,R,=? cell
PMT n,n,n,n?,n? noise      PV n,n,n,n?,n? noise       FV n,n,n,n?,n? noise       NPER n,n,n,n?,n? noise
"""


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` has a group for each argument; the last `repeated` of them may come again.

    `young` functions are stored with `_xlfn.` before their name; without it Excel shows #NAME?.
    """

    name: str
    takes: tuple[Takes, ...]
    required: int
    repeated: int
    makes: Made | None
    young: bool

    def arguments(self, count: int) -> tuple[Takes, ...] | None:
        """What each of so many arguments is used as; None if the function cannot have so many."""
        known = len(self.takes)
        if self.required <= count <= known:
            return self.takes[:count]
        more = count - known
        if not self.repeated or more < 0 or more % self.repeated:
            return None
        return self.takes + self.takes[known - self.repeated :] * (more // self.repeated)


def _read_table() -> dict[str, Function]:
    words = _TABLE.split()
    entries = zip(words[::3], words[1::3], words[2::3], strict=True)
    return {name.rstrip("*"): _function(name, takes, result) for name, takes, result in entries}


def _function(name: str, takes: str, result: str) -> Function:
    start, bracket, group = takes.partition("(")
    items = [item for item in (start + group).replace(")+", "+").replace(")", "").split(",") if item not in ("", "-")]
    repeated = 0 if not takes.endswith("+") else group.count(",") + 1 if bracket else 1
    letters = tuple(Takes(item[0]) for item in items)
    required = sum("?" not in item for item in items)
    return Function(
        name=name.rstrip("*"),
        takes=letters,
        required=required,
        repeated=repeated,
        makes=_RESULTS[result],
        young=name.endswith("*"),
    )


FUNCTIONS = _read_table()
"""All of them by their English name, without `_xlfn.`."""

VOLATILE = frozenset({"TODAY"})
OF_DATES = frozenset(
    name for name, function in FUNCTIONS.items() if {Takes.DATE, Takes.DAY}.intersection(function.takes)
) | {"DATE", "TODAY"}
"""Functions whose numbers are other ones where days are counted from 1904."""

LOCAL = frozenset({"VALUE", "NUMBERVALUE", "DATEVALUE", "TIMEVALUE", "FIXED", "DOLLAR", "USDOLLAR"})
"""Functions that read or write numbers in the way of the country that Excel is set to."""

LIFTED = frozenset(
    ["MONTH", "YEAR", "DAY", "WEEKDAY", "LEN", "LEFT", "ABS", "INT", "SQRT", "SIGN", "POWER", "EXACT", "IF"]
)
"""Functions that are computed for each cell of an area, where an area is computed cell by cell."""

LOCALE = "das Ergebnis hängt vom Land ab, auf das Excel eingestellt ist"


def known_function(name: str) -> Function:
    """The function that a formula calls so. Raises NotUnderstood for one that is left to Excel."""
    base = name.removeprefix("_XLFN.").removeprefix("_XLWS.")
    if base in LOCAL:
        raise NotUnderstood(LOCALE)
    function = FUNCTIONS.get(base)
    if function is None:
        raise NotUnderstood(f"die Funktion {base}")
    if function.young != (name != base):
        raise NotUnderstood(f"die Funktion {name}, die in der Datei anders geschrieben sein muss (_xlfn.)")
    return function
