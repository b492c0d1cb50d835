"""A problem document (RFC 9457) enters, or what kept it away; an exception of its kind leaves, in English and Chinese.

ClientError                 what every one of them has: title, detail, remedy; en and zh hold both languages
├── ProblemError                the service answered with a problem: type, status, instance, request_id
│   ├── WrongRequestError           400 405 413 414 415 422: a name, a value or a body that cannot be
│   ├── KeyRefusedError             401
│   ├── NotFoundError               404
│   ├── DataChangedError            410: the pages before were of older data
│   ├── ErasedError                 410 too: it was erased, and does not come back
│   ├── TooManyRequestsError        429, after waiting as long as was allowed
│   ├── ServiceError                500, or another status that no table names
│   ├── UnavailableError            503, after waiting as long as was allowed
│   └── TimedOutError               504: the answer took longer than the service allows
├── UnreachableError            nothing answers at the address, or not in time
└── OtherDataError              the answer is of another data version than the one that was asked for
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final


@dataclass(frozen=True)
class Said:
    """What went wrong and what to do, in one language."""

    title: str
    detail: str
    remedy: str


class ClientError(Exception):
    """What went wrong, in both languages; the attributes and the message speak the client's."""

    def __init__(self, en: Said, zh: Said, language: str = "en") -> None:
        super().__init__(en, zh, language)
        self.en = en
        self.zh = zh
        self.language = language

    @property
    def said(self) -> Said:
        """What is said, in the client's language."""
        return self.zh if self.language == "zh" else self.en

    @property
    def title(self) -> str:
        """What kind of problem it is."""
        return self.said.title

    @property
    def detail(self) -> str:
        """What exactly."""
        return self.said.detail

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.said.remedy

    def __str__(self) -> str:
        todo = "怎么办" if self.language == "zh" else "what to do"
        return f"{self.title}: {self.detail}\n  {todo}: {self.remedy}"


class NoSuchQuestionError(ClientError, AttributeError):
    """The service describes no question of this name."""


class UnreachableError(ClientError):
    """Nothing answers at the address, or not in time."""


class NotOneError(ClientError):
    """An identifier means nothing here, or several things."""


class OtherDataError(ClientError):
    """The answer is of another data version than the one that was asked for."""


class ProblemError(ClientError):
    """The service answered with a problem."""

    def __init__(
        self, document: Mapping[str, Any], language: str = "en", retry_after: float | None = None
    ) -> None:
        super().__init__(_said(document, "en"), _said(document, "zh"), language)
        self.args = (dict(document), language, retry_after)
        self.document = dict(document)
        self.type = str(document.get("type", "about:blank"))
        self.status = int(document.get("status", 0))
        self.instance = str(document.get("instance", ""))
        self.request_id = str(document.get("request_id", ""))
        self.retry_after = retry_after  # seconds


class WrongRequestError(ProblemError):
    """A name, a value or a body that cannot be."""


class KeyRefusedError(ProblemError):
    """The key is not known."""


class NotFoundError(ProblemError):
    """Nothing has this id or value, or stands at this address."""


class DataChangedError(ProblemError):
    """The data changed since the page before: begin again."""


class ErasedError(ProblemError):
    """What was asked for was erased: it does not come back."""


class TooManyRequestsError(ProblemError):
    """More was asked than is allowed, and the wait would have been longer than the client's patience."""


class ServiceError(ProblemError):
    """An error of the service."""


class UnavailableError(ProblemError):
    """The service cannot answer now, and the wait would have been longer than the client's patience."""


class TimedOutError(ProblemError):
    """The answer took longer than the service allows."""


_KINDS: Final[Mapping[int, type[ProblemError]]] = {
    **dict.fromkeys((400, 403, 405, 406, 409, 413, 414, 415, 422), WrongRequestError),
    401: KeyRefusedError,
    404: NotFoundError,
    410: DataChangedError,
    429: TooManyRequestsError,
    503: UnavailableError,
    504: TimedOutError,
}
# where one status means several things, the type of the problem tells which
_TYPES: Final[Mapping[str, type[ProblemError]]] = {"urn:coopgraph:problem:gone": ErasedError}


def problem(document: Mapping[str, Any], language: str, retry_after: float | None) -> ProblemError:
    """Return the exception of a problem document."""
    of_status = _KINDS.get(int(document.get("status", 0)), ServiceError)
    return _TYPES.get(str(document.get("type")), of_status)(document, language, retry_after)


def _said(document: Mapping[str, Any], language: str) -> Said:
    told = document.get("languages", {}).get(language, document)
    return Said(*(str(told.get(name, "")) for name in ("title", "detail", "remedy")))


def unreachable(url: str, why: str, language: str) -> UnreachableError:
    """Return the exception for a service that does not answer."""
    return UnreachableError(
        Said(
            "Nothing answers", f"{url}: {why}", "start the service (coopgraph serve), or correct the address"
        ),
        Said("没有应答", f"{url}：{why}", "请启动服务（coopgraph serve）或更正地址"),
        language,
    )


def too_slow(url: str, seconds: float, language: str) -> UnreachableError:
    """Return the exception for an answer that did not come in time."""
    return UnreachableError(
        Said("No answer in time", f"{url}: nothing for {seconds:g} s", "ask for less, or allow more: Client(…, timeout=120)"),
        Said("未及时应答", f"{url}：{seconds:g} 秒内没有应答", "请缩小范围，或延长时限：Client(…, timeout=120)"),
        language,
    )  # fmt: skip


def other_data(wanted: str, found: str, language: str) -> OtherDataError:
    """Return the exception for an answer of another data version."""
    return OtherDataError(
        Said("Other data", f"the service answers from {found}, not from {wanted}",
             "take the new data by leaving data_version out, or ask the version kept: coopgraph ask … --data-version"),
        Said("数据版本不符", f"服务现用 {found}，而非 {wanted}",
             "去掉 data_version 以使用新数据，或查询保留的版本：coopgraph ask … --data-version"),
        language,
    )  # fmt: skip


def no_such_question(name: str, known: Iterable[str], language: str) -> NoSuchQuestionError:
    """Return the exception for a question that there is not, with the nearest name."""
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint, hint_zh = (f"did you mean {near[0]!r}? ", f"是否要写 {near[0]!r}？") if near else ("", "")
    return NoSuchQuestionError(
        Said("No such question", f"the service knows no {name!r}", f"{hint}there are: {', '.join(names)}"),
        Said("没有此问题", f"服务中没有 {name!r}", f"{hint_zh}可用：{'、'.join(names)}"),
        language,
    )


def not_one(name: str, value: str, found: Sequence[str], language: str) -> NotOneError:
    """Return the exception for an identifier that does not lead to one thing."""
    several = ", ".join(found) or "-"
    return NotOneError(
        Said("Not one thing", f"{name}: {len(found)} things have the identifier {value!r}: {several}",
             "give the id of one, or look it up by name: graph.search(…)"),
        Said("无法确定", f"{name}：标识 {value!r} 对应 {len(found)} 个事物：{several}",
             "请给出其中一个的编号，或按名称检索：graph.search(…)"),
        language,
    )  # fmt: skip


def not_installed(package: str) -> ClientError:
    """Return the exception for a frame library that is not installed."""
    return ClientError(
        Said("Not installed", f"{package} is needed for this", "pip install 'coopgraph[client]'"),
        Said("尚未安装", f"此功能需要 {package}", "pip install 'coopgraph[client]'"),
    )
