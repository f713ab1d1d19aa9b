"""FEEL that asks for the impossible. An attack answers "value" or "error": both are fine, as long as it answers."""
from datetime import UTC, datetime

from app.rules import feel

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HARMLESS = {"a": 1, "x": {}, "l": [1, 2, 3], "t": "甲乙丙"}
FEEL = [
    # numbers
    "10**10**10", "2**100000", "10**-10**10", "9.99e999999**2", "(10**34)**(10**6)", "1/3**99999", "exp(10**9)", "log(10**-400)", "sqrt(10**6000)", "decimal(1/3, 10**9)", "round up(1/3, 99999)", "modulo(10**6000, 7)", "1e999999999", "9" * 9000, "9" * 4000 + "*" + "9" * 4000,
    "product(for i in 1..9000 return 10**30)", "string(10**6000)", "number(\"" + "9" * 9000 + "\", \" \", \".\")", "-" * 9000 + "1", "0." + "1" * 9000, "1/0", "0**-1", "(-1)**0.5", "log(0)", "even(10**400)",
    # ranges and loops
    "for i in 1..10**12 return i", "for i in 1..100000, j in 1..100000 return i", "some i in 1..10**12 satisfies i<0", "every i in 1..10**9 satisfies true", "for i in -10**12..10**12 return i", "sum(for i in 1..99999 return i)", "for i in 1..1000 return for j in 1..1000 return j",
    "count(for d in date(\"0001-01-01\")..date(\"9999-12-31\") return d)", "for i in 0.1..10**9 return i", "for " + ", ".join(f"i{n} in 1..10" for n in range(9)) + " return 1", "some a in 1..300 satisfies some b in 1..300 satisfies some c in 1..300 satisfies a+b+c=0", "10**12 in [1..10**13]", "for i in 1..99999 return partial", "range(\"[1..10**12]\")",
    # texts and lists
    "string join(for i in 1..90000 return \"xxxxxxxxxx\")", "concatenate(for i in 1..50000 return i, for i in 1..50000 return i, for i in 1..50000 return i)", "substring(\"abc\", -10**9, 10**9)", "sublist([1,2],-10**30)", "insert before([1],10**9,1)", "sort(for i in 1..50000 return 50000-i, function(a,b) a<b)", "sort(l, function(a,b) true)", "sort(l, function(a,b) \"x\")",
    "distinct values(for i in 1..30000 return i)", "union(for i in 1..30000 return i, for i in 1..30000 return -i)", "list replace(l, function(i,x) true, 1)", "median(for i in 1..90000 return i)", "mode(for i in 1..90000 return i)", "flatten(" + "[" * 35 + "1" + "]" * 35 + ")", "{a: function(s) s + s, b: a(a(a(a(a(a(a(a(a(a(t))))))))))}.b", "append(l, append(l, append(l, l)))", "t[10**30]", "l[-10**30]",
    # regular expressions
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a+)+$")', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a|a)*$")', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a|aa)+$")', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","([a-z]*)*$")', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","a*a*a*a*a*a*a*a*a*a*a*a*c")', 'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a*)*b$","x")',
    'split("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a+)+$")', 'extract("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","(a+)+$")', 'matches("x","x{99999999}")', 'matches("x","(((((x{99}){99}){99}){99}){99})")', 'matches("x","((a{0,99}){0,99}){0,99}")', 'matches("x","(?=(a+))\\\\1")', 'matches("x","' + "(" * 200 + "x" + ")" * 200 + '")', 'matches("x","[")', 'matches("x","\\\\p{Nothing}")', 'replace("aaaa","a","$9$1$0")',
    'replace(string join(for i in 1..9000 return "a"), "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")', 'matches("x", "x", "i" + "i")', 'matches("x", "x", "zzz")',
    # functions
    "{f: function(x) f(x), r: f(1)}.r", "{f: function(x) x(x), r: f(f)}.r", "(function(x) x(x))(function(x) x(x))", "{a: function(n) if n=0 then 0 else a(n-1)+a(n-1), b: a(50)}.b", "{f: function(n) g(n), g: function(n) f(n), r: f(1)}.r", "function(x) x", "sort(l, count)", "external", "function(x) external {java: {class: \"java.lang.Runtime\", method signature: \"exec(java.lang.String)\"}}",
    # time
    "date(\"9999-12-31\")+duration(\"P99999Y\")", "date(999999999,1,1)", "duration(\"P999999999999999Y\")", "duration(\"PT99999999999999999999S\")", "date and time(\"2020-01-01T00:00:00\")+duration(\"P999999999D\")", "duration(\"P1D\")*10**20", "duration(\"P1Y\")*10**30", "duration(\"P1D\")/0", "@\"2020-13-01\"", "time(\"25:00:00\")", "date(\"0000-00-00\")", "date and time(\"2020-01-01T00:00:00@Nowhere/Land\")", "date and time(\"2020-01-01T00:00:00@../../etc/passwd\")", "years and months duration(date(\"0001-01-01\"),date(\"9999-12-31\"))",
    # depth
    "(" * 5000 + "1" + ")" * 5000, "[" * 5000 + "]" * 5000, "{a:" * 2000 + "1" + "}" * 2000, "not(" * 1000 + "true" + ")" * 1000, "1+" * 4900 + "1", "a." * 4900 + "a", "if a then " * 900 + "1", "1 and " * 1600 + "true", "a[a[" * 2000, "function(x) " * 800 + "x", "for i in l return " * 500 + "i", "x" * 9999, "\"" * 9999, "/*" * 4000, "//" * 4000, "a" * 200_000, "",
    # other languages
    "__import__('os').system('id')", "().__class__.__bases__[0].__subclasses__()", "''.__class__.__mro__", "eval('1')", "exec(\"import os\")", "open('/etc/passwd').read()", "lambda: 1", "[x for x in range(10)]", "${7*7}", "#{7*7}", "{{7*7}}", "<%= 7*7 %>", "#set($x=1)", "T(java.lang.Runtime).getRuntime().exec('id')", "new java.io.File('/')", "process.exit(1)", "require('fs')", "this.constructor.constructor('return process')()", "globalThis", "\"\".execute()", "def x = 1; x", "x => x", "SELECT 1", "`id`", "$(id)", "a; b", "x.__globals__", "{\"__proto__\": 1}.__proto__", "[].constructor", "a.__class__", "f\"{a}\"",
    "get value(x, \"__class__\")", "get value(\"\", \"__class__\")", "x.a.b.c.d", "null.null", "{\"\\u0001\": 1}", "\"\\uD800\"", "\"\\u0000\"", "context put(x, [\"a\",\"b\"], 1)", "context(for i in 1..90000 return {key: string(i), value: i})",
]


def compute(source: str) -> str:
    try:
        feel.evaluate(source, HARMLESS, now=NOW)
        feel.evaluate(source, HARMLESS, strict=True, now=NOW)
    except feel.FeelError:
        return "error"
    return "value"


def names(source: str) -> str:
    return source or "(nothing)" if len(source) < 60 else f"{source[:40]}… ({len(source)})"


ATTACKS = {names(source): lambda source=source: compute(source) for source in FEEL}
