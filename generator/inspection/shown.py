"""What is wrong with what a package shows: addresses that lead nowhere, the network, habits that platforms forbid."""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.hypertext import script_requests
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import resolved

# Kinds whose pages stand by themselves; in the others the platform resolves addresses of its own.
PAGED = SCORM | {Kind.CMI5, Kind.TINCAN, Kind.HTML5, Kind.IMS_CP}
# Endings that Python's table of types lacked in some version that servers run.
UNTYPED = frozenset(
    ("avif", "eot", "m4a", "m4v", "md", "mjs", "ogg", "opus", "otf", "ttf", "wasm", "webp", "woff", "woff2")
)
_WEB = re.compile(r"(?:https?:|wss?:|ftp:)?//|https?:", re.IGNORECASE)
_OWN_DISK = re.compile(r"file:|[A-Za-z]:[\\/]|/(?!/)|\\", re.IGNORECASE)
_FILLED_LATER = re.compile(r"[{}<>$]|^#|^$")  # a template of a script's
_QUOTE = re.compile("[\"'`](?=(?:https?:|wss?:)?//)")
_TEXT = (".html", ".htm", ".xhtml", ".js", ".mjs", ".css", ".json")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(?!utf-?8)[\w-]+", re.IGNORECASE)
_EDITOR = "Correct it in the program that made the package, and export anew."


def missing_target(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A page, style sheet or drawing names a file that is not in the package, or spells it in other capitals."""
    if facts.kind not in PAGED:
        return
    folded = {n.casefold(): n for n in facts.sizes}
    folders = {n[:at] for n in facts.sizes for at, letter in enumerate(n) if letter == "/"}
    seen: set[tuple[str, str]] = set()
    for member, reference in facts.references:
        url = reference.url.strip()
        name = resolved(member, url)
        if not name or name in facts.sizes or _FILLED_LATER.search(url) or (member, url) in seen:
            continue
        seen.add((member, url))
        if name in folders and not reference.request:
            continue
        near = folded.get(name.casefold(), "")
        where = facts.at(member, reference.line)
        if reference.request:
            message = "«{url}» is shown and not in the package"
            spelt = "«{url}» is shown; in the package it is spelt «{name}»"
            yield error(where, "missing-target", spelt if near else message, _EDITOR, url=url, name=near)
        else:
            message = "the link «{url}» leads nowhere"
            yield warning(where, "missing-target", message, _EDITOR, url=url)


def address_of_a_server(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An address begins at the root of a server or of the maker's own disk; inside a platform it leads elsewhere."""
    seen: set[str] = set()
    for member, reference in facts.references if facts.kind in PAGED else ():
        url = reference.url.strip()
        if _OWN_DISK.match(url) and url not in seen and not _FILLED_LATER.search(url):
            seen.add(url)
            message = "«{url}» begins at the root of a server or disk, not at the page"
            yield error(facts.at(member, reference.line), "address-of-a-server", message, _EDITOR, url=url)


def external_request(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The package asks the internet for something; without it, or behind a school's firewall, that is missing."""
    found = [(m, r.line, r.url) for m, r in facts.references if r.request and _WEB.match(r.url.strip())]
    for script in facts.scripts:
        called = ((n, _QUOTE.split(call, maxsplit=1)[1]) for n, call in script_requests(script.text))
        found += [(script.member, script.line + n, url) for n, url in called]
    hosts: dict[str, tuple[str, int, str]] = {}
    for member, line, url in found:
        hosts.setdefault(re.sub(r"^[a-z]*:?//", "", url.strip()).partition("/")[0], (member, line, url))
    message = "«{url}» is fetched from the internet, at «{host}»"
    remedy = "Ask for a package that holds all it needs; it will not work offline, and tells others who learns."
    for host, (member, line, url) in sorted(hosts.items()):
        yield warning(facts.at(member, line), "external-request", message, remedy, url=url[:120], host=host)


def unload_handler(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Results are sent when the page is left («unload»); browsers forbid that more and more, so scores are lost."""
    for place in facts.signs("unload")[:1]:
        message = "results may be lost: the package sends them when the page is left («unload»)"
        remedy = "Tell learners to use the package's own button to finish, or ask for a newer version of it."
        yield warning(facts.at(place.member, place.line), "unload-handler", message, remedy)


def fetched_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Scripts fetch files («fetch», «XMLHttpRequest»); from a folder or a USB stick that fails."""
    for place in facts.signs("fetch")[:1] if facts.kind in SCORM | {Kind.HTML5} else ():
        message = "scripts fetch files while they run; from a folder or a USB stick that fails"
        remedy = "On a platform it usually works; try the package there before the course begins."
        yield warning(facts.at(place.member, place.line), "fetched-file", message, remedy)


def module_script(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Scripts are ES modules; old phones do not run them, nor does a page opened from a folder."""
    found = [s for s in facts.scripts if s.module and s.member in facts.reachable]
    for script in found[:1]:
        message = "scripts are ES modules; old phones do not run them, nor does a page opened from a folder"
        yield warning(facts.at(script.member, script.line), "module-script", message, _TRY)


_TRY = "Try it on the oldest phones and computers of your learners before the course begins."


def worker_script(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Scripts start workers or service workers; many platforms forbid those inside their frames."""
    for place in facts.signs("worker")[:1]:
        message = "scripts start workers; many platforms forbid those inside their frames"
        yield warning(facts.at(place.member, place.line), "worker-script", message, _TRY)


def browser_storage(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Scripts keep things in the browser («localStorage»); inside some platforms that is forbidden, elsewhere lost."""
    for place in facts.signs("storage")[:1] if facts.kind in SCORM | {Kind.CMI5, Kind.TINCAN} else ():
        message = "scripts keep things in the browser, which some platforms forbid and shared computers mix up"
        remedy = "Try it as two learners on one computer: the second must not see what the first did."
        yield warning(facts.at(place.member, place.line), "browser-storage", message, remedy)


def closing_window(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Scripts close the window; inside a platform's frame that does nothing, or closes the platform."""
    for place in facts.signs("close")[:1] if facts.kind in SCORM else ():
        message = "scripts close the window, which inside a platform does nothing or closes the platform"
        remedy = "If the platform can open the package in a new window, choose that."
        yield warning(facts.at(place.member, place.line), "closing-window", message, remedy)


def rare_type(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Files have endings whose type some servers do not know; they send them so that browsers refuse them."""
    endings = sorted({s for n in facts.sizes if (s := n.rpartition(".")[2].lower()) in UNTYPED and "." in n})
    if endings and facts.kind in PAGED:
        message = "some servers do not know the type of files with these endings: {endings}"
        remedy = "Look whether pictures and letters appear as they should; if not, ask for PNG, JPEG, SVG and MP3."
        yield warning(facts.at(), "rare-type", message, remedy, endings=", ".join(endings))


def other_encoding(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A page or script is not UTF-8 and does not say what else it is; letters with marks come out as others."""
    for name in facts.named(*_TEXT):
        content = facts.files[name]
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as failure:
            if content[:2] not in (b"\xff\xfe", b"\xfe\xff") and not _CHARSET.search(content[:1024]):
                line = content.count(b"\n", 0, failure.start) + 1
                message = "«{name}» is not in UTF-8; Vietnamese letters will come out as others"
                remedy = "Open it in an editor, save it as UTF-8, and pack anew; or export anew."
                yield error(facts.at(name, line), "other-encoding", message, remedy, name=name)


def unnamed_page(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The page that opens has no title or does not say its language; screen readers then read it as another."""
    for name in facts.launches:
        page = facts.pages.get(name)
        if page is not None and not (page.language.strip() and page.title.strip()):
            message = "the page that opens has no title or does not say its language"
            yield warning(facts.at(name), "unnamed-page", message, _EDITOR)


def unused_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Files that no page, style sheet or script names make the package larger than it need be."""
    if facts.kind not in SCORM | {Kind.CMI5, Kind.TINCAN} or not facts.reachable:
        return
    idle = [n for n in sorted(facts.sizes) if n not in facts.reachable and not _of_the_package(n)]
    names = [n for n in idle if n.rpartition("/")[2] not in facts.spoken]
    if names:
        message = "no page or script names «{name}»; such files: {count}, {size} kB"
        remedy = "Harmless; a smaller package opens faster on slow lines."
        size = sum(facts.sizes[n] for n in names) // 1000
        values = {"name": names[0], "count": str(len(names)), "size": str(size)}
        yield warning(facts.at(names[0]), "unused-file", message, remedy, **values)


def _of_the_package(name: str) -> bool:
    """Whether a file is there for platforms or people, not for pages."""
    last = name.rpartition("/")[2].lower()
    return last.endswith((".xsd", ".dtd", ".xml", ".txt", ".md")) or last.startswith((".", "readme", "licen"))


RULES = (
    missing_target,
    address_of_a_server,
    external_request,
    unload_handler,
    fetched_file,
    module_script,
    worker_script,
    browser_storage,
    closing_window,
    rare_type,
    other_encoding,
    unnamed_page,
    unused_file,
)
