"""Workbooks made for tests: .xlsx by openpyxl, .ods by hand, and an .xls that was made once, by xlwt 1.3."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape
from zipfile import ZipFile

from openpyxl import Workbook

ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST: Final = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTENT: Final = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "{tables}</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook with these sheets of rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return an OpenDocument spreadsheet with these sheets of rows."""
    tables = "".join(
        f'<table:table table:name="sheet {number}">{"".join(map(ods_row, rows))}</table:table>'
        for number, rows in enumerate(sheets)
    )
    return ods_of(tables)


def ods_of(tables: str) -> bytes:
    """Return an OpenDocument spreadsheet with these ``<table:table>`` elements."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _CONTENT.format(tables=tables))
    return out.getvalue()


def ods_row(cells: Sequence[Any]) -> str:
    """Return a ``<table:table-row>`` with these cells."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind}>{text}</table:table-cell>"


XLS: Final = zlib.decompress(
    base64.b85decode(
        """
c-rllO>7%Q6vy8>cKp%AaXy=*5SBpGHjN#Bq-{b~+_VXmp>aYJph8HnwnvUtcQ@KyL&AkZ$q@;O69^$y>V-
>zO98<FZXA$`;DCgLl)#Y_5=bDmG4DOwPbu_}NKgUtv*zvm=Iwm!e`d#He|4jC<H`qvoA4)l7+PSf8idwuWg4bn10sO&YL&8$YXDQVY5yq;25=
%<eeg;9mwuW<n(s~U!290M(F6Q|=^0potYs?wF4`#`gQ3wFPN3J|Z7d1H0FSDReV%<c`}g?HPuZX3lGoUuz<W2er{P9AJ33ik#pgZ4918=r`yt
o)j!P2I3t!MGe(80scCQbn?UGUccLs*MZEzKE-p(jf*+zK-dT;`-
!mm{w;Frdm`kCG=zq{ocVEJ#im;3Kf{)Wd3a0#l<@d97R1^JGz_7W~GE9E9`!tdGyG9?TwmE5ul1I*i{V#zehIv3#dPgmS!%XYA_8N*d=0E<?|
&Z}CyALF^4t)4Gote|fX;miJ{RjyoA*m%ZqDs){iips&AeA;$nde(}yV59RH-1ZkLxjC$#nW3BJPG@E?GMkyfPBV*(S-
zagQpKF(+D6{R>|<)}1<Nit?bwEu$9_y#Us_vH7&>d1#R_&+Yq(r;mX%EnmyNu_hMzchHo#9~<P3*~m9<>uU|_ybAa5${aJFPRoz%1%(;qcVbz
E1jZj@sofMh%wkH%Bc_yj)V(sIcxIv&d4`;)+w#5PjVDfB9l#33Z&u|zx`A790u63NuW5idXE6pkSob&|1oG!d*tqDPJ%JCDyZb!;*<d30hbo=
PNAG&gG1jbSb0xSsQ~dZj$i&8%6Zr^8McFg)*+t!{v2*IjWQ8Xs4y#>JJgidl9M$GModRw@qOX<}Lp(YGz{&XL=8=XTz;+RzuEgY%udcSZ2~_v
X7le?6C5NI%OZm-rjG_PxEImKs#yWvYRd!yNIjAH+1u`NQmA;a2x?evo|+E<e1EEcDhhk6h+^UghWr_LE}!CVgOA{vhVpe|r3*q4girhcJKb%;
t+d*S<|(fnhvH6tF&hF2k5MroHth*~jU|Rjcpu-?Jb1%YGm5MCxO&)(<Bga0^15?POmgQb!Z=)U~Qn3sQ@a7s)H+L-
Gl=BDD(nk^Djdq<~NmDJT>|3JL8&+9TA4)F#x9)Gic83JY~0bqGa}B0`<~X;2sDyM(%tx`ld>dW3qBdWHIs`h@l(?G@@r>K7V78mQ~9-
9dki$23^KUt|6E36cKy2$BBx3X%RpLZttFLZrVgMEc(^MEVa4k^T<|k^T<~k^cLINdFNb(*J-E>3>j&^gkp-
`i}~c`iF%`|1lxbKPp7}$An1#aUs$_E=2k#gh>CS5b2+y^SP%BuJh}Aa@z?#1WjvN)0)<_rtQSE`YEu5PeA-
LgHJmC`u{q&Fl{yeCi&mmIk52K;^}G@OuX8#wyX8i2R^OQmbSw>jsFYDp2FU3xBxjG$Aw+5U;LGzZGWB}SB(69uh4G$-`dSM|Ka}s0Q+)pJp
""".replace("\n", "")
    )
)
"""The columns of ``samples`` in one sheet."""

OLD_XLS: Final = zlib.decompress(
    base64.b85decode(
        """
c-rk)T}TvB6#nk)?7FM#x|#+W=ptlg2D%k&gl$G8{n;i(KLobwP@?R_xDxeHmhEE@1wqk^;7c!75B*U>(Mv>N)I$&iT2IkaP|$-
qoqJ}+)HZOT1Y^G8o_o*FJ#+58XYQSu*Q3Q_gLf;&F$bIA!IT+*Z-
z`z2{=p`q&H33bZS2p)5W4fz)uV5^Wt&gt30`ea=pi);Ewu?DDaWWQJh4Jp3))<h%FpLQpgw@g-
W@n;3kz2$~mqQrX5U|Ful#TPnd3I$t9+ZWIHB~U^L!R8?*EHkW$UM5K(~#+~++@8c>E8GLO$)7M86SO-
5I;XOSr?)gXpIOWLfZG$YwFhEiJFA$&I@z&Gb1ej0J*3o92O`H$K1yg$hOw8_quUsY6~ALcP3GdF`mw5d`<%igZ{r86kPJ+Bnxp;hb9jn3W)^d
U%sAX`~xRPXOf_h^(KO?~MTy3tEc4r@t+6p7?<t=B{KfgMEmrnC^SRoChwJ2ysJWxcBa*d48pZivO|qwCg7U#IlQXWBUuQr$#?XtZHXEMFcMyu
E~HZ7+rV&;^NhQna#N%#U7}20U@=>zh68iFg}J`uRw)4xZ(5;4pDs_Mpz8X^ll|xyNdz7uf4EZdWiZrJ++@lPI$r+XvX@B5P~tK5H3o<11#gS5
iCkW#7Zf%%}J&Y7aM$pD7)F7av459fY0KUtR;K6LsRob%{rDrxx}W^?_;mZ`+k$3EQ!o_UT%LN#t|0*gArh65N-
jw4MFJLd>cMR!S}2S@mX}RXJjdb7sfl6yiM7oQF7dnp27M+MY!g&w@SsY<t0;<)VyGq=G$PsglRl%jXJtwrr$NzwJ}W;!|Ot0o$jwmNJ&JisYo
vYgLX;Mq41eDn8<*XU-dB%NrLiT)1%I!i5X_B~Y<n`BeL*&&Qt+)_<KzDpT%nlK&R1(CJFkSLQaPs5Wpqr~Fw8uW)>cdG>Ms7fKwYyBp|6JIB$
TbN<rjfS5U+d3Ox|y+<h5`%mQ(=RdyxPh`Uw_5
""".replace("\n", "")
    )
)
"""A sheet "About", and a sheet "Records" with two records, the pages of the first turned into a day, 7 January."""
