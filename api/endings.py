"""A form that is asked for, and the file it is for, enter; the form to write leaves, or both ways to put a misfit right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from ontology.errors import UsageError


def form_for(
    asked: str, file: str, endings: Mapping[str, str], *, default: str, option: str = "--format"
) -> str:
    """Return the form that is asked for, else that of the file's ending, else the default where the name has none.

    `endings`: what the name of a file ends in, to the form that this means. A name that promises another form than is asked
    for is refused, since no program would open such a file rightly; so is an ending that means nothing, where nobody says the
    form. Whoever says it may give the file an ending of their own. `option` is what says it, empty where nothing can.
    """
    name = PurePath(file).name.lower()
    ending = PurePath(name).suffix
    means = {one: form for one, form in endings.items() if name.endswith(one)}
    meant = means.get(max(means, key=len, default=""), "")
    if asked:
        own = [one for one, form in endings.items() if form == asked]
        if not meant or asked in means.values() or any(one.endswith(ending) for one in own):
            return asked
        raise _misfit(file, asked, meant, own, option)
    if meant or not ending:
        return meant or default
    listed, listed_zh = ", ".join(endings), "、".join(endings)
    raise UsageError(
        f"the ending {ending} tells no form that is offered", f"扩展名 {ending} 不对应任何可用格式", where=file,
        remedy=f"let the name end in {listed}" + (f", or say {option}" if option else ""),
        remedy_zh=f"文件名请以 {listed_zh} 结尾" + (f"，或用 {option} 指明" if option else ""),
    )  # fmt: skip


def _misfit(file: str, asked: str, meant: str, own: list[str], option: str) -> UsageError:
    better = PurePath(file).stem + own[0] if own else ""
    call, call_zh = (f"call the file {better}, or ", f"请把文件命名为 {better}，或") if better else ("", "请")
    return UsageError(
        f"the file's ending means {meant}, and {option} is {asked}", f"文件的扩展名表示 {meant}，而 {option} 为 {asked}",
        where=file, remedy=f"{call}say {option} {meant}", remedy_zh=f"{call_zh}改用 {option} {meant}",
    )  # fmt: skip
