"""A locale file of CLDR as Babel ships it enters, one record for each ISO territory with its name leaves."""

from __future__ import annotations

from collections.abc import Iterator

from babel import localedata

from loaders.cleaners.place import countries
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError


def read_cldr(shard: Shard, _mapper: Mapper, _sink: Sink) -> Iterator[Record]:
    """Names of the ISO 3166-1 territories (and XK) in the language of the file, exactly as in CLDR."""
    language = shard.path.stem
    if not localedata.exists(language):
        raise SourceError(
            "Babel has no such locale",
            "Babel 中没有该语言数据",
            file=shard.file,
            remedy="name a file of Babel's locale-data folder, such as zh.dat",
            remedy_zh="请使用 Babel 的 locale-data 目录中的文件，例如 zh.dat",
        )
    names = localedata.load(language)["territories"]
    for code in countries():
        if code in names:
            data = {"code": code, "name": str(names[code]), "language": language}
            yield Record(shard.source, shard.file, "", f"territories/{code}", 0, data)
