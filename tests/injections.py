"""Nothing enters; three hundred strings and more leave that try to be something else than text, each different."""

from __future__ import annotations

from itertools import product
from typing import Final

_WRITES: Final = (
    "MATCH (n) DETACH DELETE n",
    "CREATE (:Pwned)",
    "MATCH (n) SET n.pwned = true",
    "CREATE INDEX pwned FOR (n:Thing) ON (n.pwned)",
    "CALL db.createLabel('Pwned')",
    "LOAD CSV FROM 'file:///etc/passwd' AS l CREATE (:Pwned {l: l})",
    "CALL apoc.cypher.runWrite('CREATE (:Pwned)', {})",
    "CALL { CREATE (:Pwned) } IN TRANSACTIONS",
)
_BREAKS: Final = (
    "' {} //",
    '" {} //',
    "'}}) WITH 1 AS x {} //",
    '") RETURN 1 UNION {} /*',
    "` {} //",
    "*/ {} /*",
    "; {};",
    "\n{}\n",
    "$x {}",
)
_READS: Final = (
    "' OR 1=1 //",
    "' OR '1'='1",
    '" OR ""="',
    "') OR true RETURN n //",
    "' RETURN 1 AS x //",
    "'+(RETURN 1)+'",
    "' UNION MATCH (n) RETURN n.id AS id //",
    "CALL dbms.listConfig()",
    "' CALL db.labels() YIELD label RETURN label //",
    "CALL dbms.killQuery('x')",
    "SHOW USERS",
    "' AND apoc.util.sleep(10000) = 1 //",
    "{id: 'x'}",
    "$ids",
    "$as_of",
    "{$cap}",
    "n.id",
    "`id`",
    "Thing) RETURN n //",
    "-[:TIE]->",
    "\\' RETURN 1 //",
    "\\u0027 RETURN 1 //",
    "\u2019 RETURN 1 //",
    "'/**/OR/**/1=1",
    "1; DROP TABLE things; --",
    "1' UNION SELECT * FROM users --",
    "admin'--",
    "'; EXEC xp_cmdshell('dir') --",
    "SELECT read_text('/etc/passwd')",
    "'); COPY (SELECT 1) TO '/tmp/pwned'; --",
)
_MARKUP: Final = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<body onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<a href=javascript:window.pwned=1>x</a>",
    "<details open ontoggle=window.pwned=1>",
    "<input autofocus onfocus=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    "<math><mi//xlink:href=\"data:x,<script>window.pwned=1</script>\">",
    "<style>@import 'javascript:window.pwned=1'</style>",
    "<base href=//evil.invalid/>",
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=1'>",
    "<form action=javascript:window.pwned=1><button>x</button></form>",
    "<object data=javascript:window.pwned=1>",
    "<template><script>window.pwned=1</script></template>",
    "<!--<img src=\"--><img src=x onerror=window.pwned=1>\">",
)  # fmt: skip
_AROUND: Final = ("{}", '">{}', "'>{}", "</title></script></textarea>{}")
_ATTRIBUTES: Final = (
    "\" onmouseover=window.pwned=1 x=\"",
    "' onfocus=window.pwned=1 autofocus x='",
    "javascript:window.pwned=1",
    "JaVaScRiPt:window.pwned=1",
    "java\tscript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:msgbox(1)",
    "//evil.invalid/x.js",
    "\\\\evil.invalid\\x",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "&#60;script&#62;window.pwned=1",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-",
    "\u003cscript\u003ewindow.pwned=1",
    "＜script＞window.pwned=1＜/script＞",
    "<scr<script>ipt>window.pwned=1</scr</script>ipt>",
    "{{ 7777*7 }}",
    "{% print(7777*7) %}",
    "${7777*7}",
    "#{7777*7}",
    "<%= 7777*7 %>",
    "{{ ''.__class__.__mro__ }}",
    "{0.__class__}",
    "%(pwned)s",
    "%s%s%s%n",
    "{pwned}",
)  # fmt: skip
_INDEX: Final = (
    "*", "?", "a*", "*a", "a~", "a~2", "a^9", "AND", "OR NOT", "&& ||", "+a -b", "(a", "a)", "[a TO z]", "{a TO z}", "a:b",
    "label:*", "/.*/", "/(a+)+$/", "\\", "\\\\", "\"a", "\"a\"~9", "!a", "~", "^", ":", "a AND (b OR", "NOT NOT", "*:*",
)  # fmt: skip
_LETTERS: Final = (
    "\u202eabc", "\u2066abc\u2069", "\u200b", "\ufeff", "a\u0300" * 40, "\u0000", "a\u0000b", "\u001b[31mred", "\u007f", "\u0085",
    "\u2028", "\u2029", "\ufffe", "\U0010ffff", "\U000e0041", "ﷺ", "İ", "ß", "ﬁ", "é", "龘", "𠮷", "👩‍👩‍👧", "  ", "\t", "\r\n",
    "a\r\nSet-Cookie: pwned=1", "a\r\n\r\n<script>window.pwned=1</script>", "a" * 401, "a" * 4_000, "甲" * 400,
)  # fmt: skip
_PLACES: Final = (
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "file:///etc/passwd", "C:\\windows\\win.ini", "..\\..\\x",
    "http://169.254.169.254/latest/meta-data", "http://127.0.0.1:7474/", "gopher://127.0.0.1:7687/_x", "$(id)", "`id`", "|id",
    ";id;", "&& id", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "=HYPERLINK(\"http://evil.invalid\")", "|", "a|b", "!a",
)  # fmt: skip
_VALUES: Final = (
    "null", "None", "undefined", "NaN", "Infinity", "-1", "0", "1e309", "99999999999999999999", "0x10", "1.5", "true", "[]", "{}",
    "[1]", "{\"$ne\": 1}", "{\"a\": {\"b\": 1}}", "[[[[[[[[[[]]]]]]]]]]", "\"", "'", "`", "\\u0000", "2026-02-30", "0000-00-00",
    "9999-12-31", "2026-11-25T00:00:00Z", "inst-own-nobody", "inst-", "-own-", "country-iso-ZZ", "rec-x", "INST-OWN-YUNHAI",
    "inst-own-yunhai' OR 1=1 //", "inst-own-yunhai,inst-own-baita", "inst-own-yunhai%00", "__proto__", "constructor", "id asc, id desc",
    "strength; DROP", "-", "*", ",", "|", ">", "<2", ">=9,!x", "country:CN|DE", "country:>", "year:>2019,!type:company",
)  # fmt: skip


def injections() -> list[str]:
    """All strings, in an order that stays."""
    several = [
        *(around.format(write) for write, around in product(_WRITES, _BREAKS)),
        *_READS,
        *(around.format(one) for one, around in product(_MARKUP, _AROUND)),
        *_ATTRIBUTES,
        *_INDEX,
        *_LETTERS,
        *_PLACES,
        *_VALUES,
    ]
    return list(dict.fromkeys(several))


def markup() -> list[str]:
    """Those of them that a browser may take for more than text."""
    return [*(around.format(one) for one, around in product(_MARKUP, _AROUND)), *_ATTRIBUTES]
