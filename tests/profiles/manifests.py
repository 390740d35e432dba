"""Random manifests, well-formed and odd: versions, prefixes, namespaces, items, resources."""

import re

from hypothesis import strategies as st

VERSIONS = (
    *("1.2", " 1.2", "1.2\n", "1x2", "1.3", "CAM 1.3", "2004 3rd Edition", "2004 4th Edition", "2004 4th edition"),
    *("2004 2nd Edition", "2004", "", None),
)
PACKAGING = (
    "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
)
ADL = ("http://www.adlnet.org/xsd/adlcp_rootv1p2", "http://www.adlnet.org/xsd/adlcp_v1p3")
LOM = "http://ltsc.ieee.org/xsd/LOM"


@st.composite
def _written(draw: st.DrawFn) -> str:
    edition = draw(st.sampled_from((0, 1)))
    prefix = draw(st.sampled_from(("", "", "", "cp:")))
    adl = draw(st.sampled_from(("adlcp", "adlcp", "adl")))
    spelling = draw(st.sampled_from(("scormtype", "scormType")))
    version = draw(st.sampled_from(VERSIONS))
    inner = draw(st.sampled_from(("", f'<lom xmlns="{LOM}"><general/></lom>')))
    resources = draw(st.integers(1, 3))
    items = draw(st.lists(st.tuples(st.integers(1, 4), st.sampled_from((None, "", "Bài")), _VISIBLE), max_size=3))
    told = "" if version is None else f"<{prefix}schemaversion>{version}</{prefix}schemaversion>"
    listed = "".join(
        f'<{prefix}item identifier="i{n}" identifierref="r{reference}"{visible}>{_title(prefix, title)}</{prefix}item>'
        for n, (reference, title, visible) in enumerate(items)
    )
    named = "".join(_resource(draw, prefix, adl, spelling, n) for n in range(1, resources + 1))
    declared = f'xmlns{":cp" if prefix else ""}="{PACKAGING[edition]}" xmlns:{adl}="{ADL[edition]}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{prefix}manifest identifier="m" {declared}>'
        f"<{prefix}metadata><{prefix}schema>ADL SCORM</{prefix}schema>{told}{inner}</{prefix}metadata>"
        f'<{prefix}organizations default="o"><{prefix}organization identifier="o">'
        f"{_title(prefix, draw(st.sampled_from((None, '', 'Khoá'))))}{listed}</{prefix}organization>"
        f"</{prefix}organizations><{prefix}resources>{named}</{prefix}resources></{prefix}manifest>"
    )


_VISIBLE = st.sampled_from(("", ' isvisible="true"', ' isvisible="false"'))


def _title(prefix: str, text: str | None) -> str:
    return "" if text is None else f"<{prefix}title>{text}</{prefix}title>"


def _resource(draw: st.DrawFn, prefix: str, adl: str, spelling: str, number: int) -> str:
    typed = draw(st.sampled_from(("", f' {adl}:{spelling}="sco"', f' {adl}:{spelling}="asset"')))
    href = draw(st.sampled_from(("", ' href="index.html"', ' href="b/index.html"', ' href="c.html?x=1"')))
    return f'<{prefix}resource identifier="r{number}" type="webcontent"{typed}{href}/>'


written_manifests = _written()

_PLAIN = f"""<manifest identifier="m" xmlns="{PACKAGING[0]}" xmlns:adlcp="{ADL[0]}">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>K</title>
<item identifier="i0" identifierref="r1" isvisible="true"><title>B</title></item></organization></organizations>
<resources><resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources>
</manifest>"""
UNTYPED = _PLAIN.replace(' adlcp:scormtype="sco"', "")
UNKNOWN = _PLAIN.replace(PACKAGING[0], PACKAGING[1]).replace(ADL[0], ADL[1]).replace(">1.2<", ">2004 2nd Edition<")
PREFIXED = re.sub(r"(</?)(?=[a-z])", r"\1cp:", _PLAIN).replace("xmlns=", "xmlns:cp=")
LATE = _PLAIN.replace("<title>K</title>", "").replace(' isvisible="true"', "")
