"""What an expression may cost. Every bound is met by an error, never by waiting: expressions come from uploaded files. Those that a
host may want to move are settings (`kernel.limits`)."""
from app.kernel.limits import limit

SOURCE = limit("FEEL_SOURCE")       # characters of one expression
NESTING = 40             # brackets, ifs and loops inside each other
TREE = 150               # depth of the parsed tree; keeps evaluation far from Python's own recursion limit
ITERATORS = 8            # variables of one for/some/every
LOCAL_NAMES = 100        # names with spaces that one expression may declare
FUEL = limit("FEEL_STEPS")         # steps of one evaluation; a step is some microseconds
NODES = 100_000          # values met while walking one nested value
CALLS = 60               # functions calling functions
TEXT = limit("FEEL_TEXT")          # characters of one text
LIST = limit("FEEL_LIST")          # elements of one list
VALUE_DEPTH = 50         # lists in lists
PATTERN = 500            # characters of a regular expression
CACHE = 5_000            # parsed expressions kept
CACHED_SOURCE = 2_000    # characters of an expression worth keeping
