"""Pages that are heavy, that write numbers as no form does, and that fight the extension: the number is not seen."""

# SPDX-License-Identifier: Apache-2.0

import base64
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, Tab
from tests.browser.conftest import Show
from tests.browser.frames import PAGE, played
from tests.browser.pdf import pdf_text
from tests.browser.reading import words
from tests.browser.site import Site
from tests.desktop.bed import Bed

CARD = "4012 8888 8888 1881"
BARE = CARD.replace(" ", "")
LEGIBLE = "4012881881"
OVERLAY, INVISIBLE = "\u0331", "\u200b"
RED = "{color:red!important;-webkit-text-fill-color:red!important;background:white!important}"
NOW = "Card " + CARD
FRAME = "const f=document.createElement('iframe');document.body.append(f);const theirs=f.contentWindow;"


def _each(tag: str, parts: Iterable[str], style: str = "") -> str:
    return "".join(f"<{tag} style='{style}'>{part}</{tag}>" for part in parts)


WRITTEN = {
    "combining marks": f"<p id=it>Card {BARE[:6]}{''.join(digit + OVERLAY for digit in BARE[6:12])}{BARE[12:]}</p>",
    "sixteen boxes in a line": f"<div id=it>{_each('div', BARE, 'display:inline-block')}</div>",
    "sixteen boxes with an element in each": f"<div id=it style='display:flex'>"
    f"{_each('div', (f'<b>{digit}</b>' for digit in BARE))}</div>",
    "sixteen elements of the page's own": f"<div id=it>{_each('x-digit', BARE)}</div>",
    "four boxes in a row": f"<div id=it style='display:flex;gap:6px'>{_each('div', CARD.split())}</div>",
    "comments in a number": "<p id=it>Card 4012 88<!-- a -->88 8888 1881</p>",
    "invisible characters": f"<p id=it>Card {INVISIBLE.join(BARE)}</p>",
    "huge letters": f"<p id=it style='font-size:60px;white-space:nowrap'>{CARD}</p>",
    "a turned page": f"<p id=it style='transform:rotate(1deg) scale(.95);transform-origin:0 0'>{NOW}</p>",
    "letters cut out of a picture": "<p id=it style='background:linear-gradient(red,blue);background-clip:text;"
    f"color:transparent'>{NOW}</p>",
    "a first letter of its own": f"<style>#it::first-letter{{color:red;font-size:30px}}</style><p id=it>{CARD}</p>",
    "a first line of its own": f"<style>#it::first-line{RED}</style><p id=it>{NOW}</p>",
    "strokes": f"<p id=it style='-webkit-text-stroke:1px red!important'>{NOW}</p>",
    "ruby": f"<ruby id=it>{''.join(f'{digit}<rt>a</rt>' for digit in BARE)}</ruby>",
}

FOUGHT = {
    "a rule for our highlight": f"<style>p::highlight(deskwarden){RED}</style><p id=it>{NOW}</p>",
    "a rule for it that comes later": f"<style id=s></style><p id=it>{NOW}</p><script>"
    f"onload=()=>s.sheet.insertRule('p::highlight(deskwarden){RED}')</script>",
    "a sheet that is adopted": f"<p id=it>{NOW}</p><script>onload=()=>{{const x=new CSSStyleSheet();"
    f"x.replaceSync('p::highlight(deskwarden){RED}');document.adoptedStyleSheets=[x]}}</script>",
    "a rule in a shadow": "<div id=it></div><script>it.attachShadow({mode:'open'}).innerHTML="
    f"'<style>p::highlight(deskwarden){RED}</style><p>{NOW}'</script>",
    "a shadow without sheets": "<div id=it></div><script>const r=it.attachShadow({mode:'open'});"
    f"r.innerHTML='<p>{NOW}';onload=()=>r.adoptedStyleSheets.length=0</script>",
    "a closed shadow made from HTML": "<div id=it></div><script>onload=()=>setTimeout(()=>it.setHTMLUnsafe("
    f"'<div><template shadowrootmode=closed><p>{NOW}</template></div>'))</script>",
    "a clone of a closed shadow": "<div id=it></div><script>const h=document.createElement('div');"
    f"h.attachShadow({{mode:'closed',clonable:true}}).innerHTML='<p>{NOW}';"
    "onload=()=>setTimeout(()=>it.append(h.cloneNode(true)))</script>",
    "highlights that are cleared in every frame": f"<p id=it>{NOW}</p><script>const go=()=>{{CSS.highlights.clear();"
    "requestAnimationFrame(go)};go()</script>",
    "a frame's function that clears them": f"<p id=it>{NOW}</p><script>{FRAME}"
    "const clear=theirs.HighlightRegistry.prototype.clear;const go=()=>{clear.call(CSS.highlights);"
    "requestAnimationFrame(go)};go()</script>",
    "a frame's function that makes a shadow": f"<div id=it></div><script>{FRAME}"
    "const made=theirs.Element.prototype.attachShadow;onload=()=>setTimeout(()=>"
    f"made.call(it,{{mode:'closed'}}).innerHTML='<p>{NOW}')</script>",
    "prototypes that do nothing": "<p id=it>Card</p><script>for(const [o,n] of [[MutationObserver,'observe'],"
    "[Set,'add'],[Map,'set'],[Highlight,'add'],[Element,'setAttribute'],[HighlightRegistry,'set']])"
    f"o.prototype[n]=()=>{{}};onload=()=>setTimeout(()=>it.textContent='{NOW}')</script>",
    "a document that is opened again and again": "<p id=it>Card</p><script>let n=0;const go=()=>{document.open();"
    f"document.write('<body style=\"font:20px DejaVu Sans\"><p id=it>{NOW}');document.close();"
    "if(n++<50)setTimeout(go)};onload=()=>setTimeout(go)</script>",
    "a document that others write": f"<p id=it>Card</p><script>onload=()=>setTimeout(()=>document.documentElement"
    f".innerHTML='<body style=\"font:20px DejaVu Sans\"><p id=it>{NOW}')</script>",
}

HIDDEN = {
    "a field whose own style is important": f"<input id=it size=30 value='{CARD}' "
    "style='-webkit-text-security:none!important'>",
    "a field that a frame's function fills": f"<input id=it size=30><script>{FRAME}const set=Object."
    "getOwnPropertyDescriptor(theirs.HTMLInputElement.prototype,'value').set;"
    f"onload=()=>setTimeout(()=>set.call(it,'{CARD}'))</script>",
    "a field whose mark is taken away": f"<input id=it size=30 value='{CARD}'><script>const go=()=>{{"
    "it.removeAttribute('data-deskwarden');requestAnimationFrame(go)};go()</script>",
    "a list that is eased": "<style>*{transition:all 30s allow-discrete!important}</style><select id=it><option>a"
    f"</select><script>onload=()=>setTimeout(()=>it.options[0].text='{CARD}')</script>",
    "a drawing that is eased": "<svg id=it width=500 height=40><text x=9 y=28 style='transition:all 30s!important'>"
    f"Card</text></svg><script>onload=()=>setTimeout(()=>it.firstChild.textContent='{NOW}')</script>",
    "a drawing that is used again": f"<svg width=500 height=40><defs><text id=t x=9 y=28>{NOW}</text></defs></svg>"
    "<svg id=it width=500 height=40><use href=#t></use></svg>",
    "a group of a list": f"<select id=it size=3><optgroup label='{CARD}'><option>a</optgroup></select>",
    "words for a picture": f"<img id=it alt='{NOW}' src=none.png width=500 height=40>",
    "a script that is shown": f"<div id=it style='height:40px'><script type=a style='display:block!important'>{NOW}"
    "</script></div>",
    "a text of half a million characters": "<div id=it style='height:60px;overflow:hidden'></div><script>"
    f"onload=()=>setTimeout(()=>it.textContent='{NOW} '+'words '.repeat(90000))</script>",
}


def settled(page: Tab) -> Tab:
    """Return the page once what it does after it is loaded is done, and painted."""
    page.run("new Promise(r=>setTimeout(()=>requestAnimationFrame(()=>requestAnimationFrame(r)),300))")
    return page


@pytest.mark.parametrize("body", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_number_is_covered_however_it_is_written(show: Show, body: str) -> None:
    digits = settled(show(body)).digits("#it")
    assert "8888" not in digits
    assert digits.startswith("401288")


@pytest.mark.parametrize("body", FOUGHT.values(), ids=FOUGHT.keys())
def test_a_page_that_fights_the_cover_shows_no_more_than_others(show: Show, body: str) -> None:
    page = settled(show(body))
    page.until(lambda: page.digits("#it") == LEGIBLE, f"{LEGIBLE} stays, not {page.digits('#it')}")


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_no_highlight_reaches_is_hidden_whole(show: Show, body: str) -> None:
    assert "8888" not in settled(show(body)).digits("#it")


def test_a_page_that_takes_marks_away_as_fast_as_they_come_is_closed_and_goes_on(show: Show) -> None:
    page = show(
        "<input id=it size=30><script>new MutationObserver(()=>it.removeAttribute('data-deskwarden'))"
        f".observe(it,{{attributes:true}});onload=()=>setTimeout(()=>it.value='{CARD}')</script>"
    )
    assert settled(page).digits() == ""
    assert page.run("it.value") == CARD


def test_nothing_is_printed_into_a_file_that_is_covered_on_the_screen(show: Show) -> None:
    page = show(
        f"<p id=it>{NOW}</p><p>On paper</p><input size=30 value='{CARD}'><select><option>{CARD}</select>"
        f"<svg width=500 height=40><text y=28>{CARD}</text></svg>"
    )
    printed = pdf_text(base64.b64decode(page.call("Page.printToPDF")["data"]))
    assert "On paper" in printed
    assert "8888" not in printed.replace(" ", "")
    assert page.digits("#it") == LEGIBLE


def test_a_picture_of_more_than_the_window_shows_no_number(show: Show) -> None:
    page = show(f"<div style='height:1500px'></div><p>{NOW}</p>")
    whole = {"x": 0, "y": 1500, "width": 800, "height": 100, "scale": 1}
    taken = page.call("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": whole})["data"]
    assert words(base64.b64decode(taken)).replace(" ", "") == f"Card{LEGIBLE}"


def test_full_screen_and_a_view_transition_show_no_number(show: Show) -> None:
    page = show(f"<div id=it style='background:white'>{NOW}</div>")
    page.run("it.requestFullscreen().catch(() => {})")
    assert settled(page).digits("#it") == LEGIBLE
    page.run(
        f"document.startViewTransition(() => it.textContent = 'Again {CARD}').ready.then(() => "
        "document.getAnimations().forEach((each) => { each.pause(); each.currentTime = 125 }))"
    )
    assert "8888" not in page.digits("#it")


def test_what_stood_in_a_field_is_covered_when_the_page_comes_back(show: Show) -> None:
    page = show("<form><input id=it size=30></form>")
    page.run("it.focus()")
    page.call("Input.insertText", {"text": CARD})
    page.run("location.href = 'about:blank#gone'")
    page.until(lambda: page.run("location.href") == "about:blank#gone", "the page is left")
    page.run("history.back()")
    page.until(lambda: page.run("window.it?.value") == CARD, "the field is as it was")
    assert "8888" not in settled(page).digits("#it")


def test_a_page_of_a_million_nodes_answers_while_it_is_judged(show: Show) -> None:
    page = show(
        f"<p id=it>Card</p><div id=many hidden></div><script>onload=()=>setTimeout(()=>{{it.textContent='{NOW}';"
        "many.innerHTML='<div><b>row 12</b></div>'.repeat(330000);window.isThere=true})</script>"
    )
    page.until(lambda: page.run("window.isThere"), "the nodes are there")
    assert "8888" not in page.digits("#it")
    page.until(lambda: page.digits("#it") == LEGIBLE, "all of it is judged")


def test_a_page_that_changes_two_thousand_texts_in_every_frame_is_covered_and_seen(show: Show) -> None:
    page = show(
        f"<p id=it>{NOW}</p><div id=many style='height:90px;overflow:hidden'></div><script>"
        "many.innerHTML='<p>'.repeat(2000);let n=0;const go=()=>{for(const p of many.children)p.textContent='row '+n++;"
        "requestAnimationFrame(go)};go()</script>"
    )
    page.until(lambda: page.digits("#it") == LEGIBLE, "the page is seen, the number is not")


def test_no_frame_of_a_page_that_changes_shows_a_digit_that_is_covered(
    screen: Bed, chromium: Chromium, site: Site, tmp_path: Path
) -> None:
    seen = played(screen, chromium, site.page(PAGE), 20, tmp_path)
    assert seen.changes == set(range(21)), "every change was recorded"
    assert seen.shown == 0


def test_such_a_recording_finds_the_digits_where_no_extension_is(screen: Bed, site: Site, tmp_path: Path) -> None:
    bare = Chromium(screen, tmp_path / "profile")
    try:
        seen = played(screen, bare, site.page(PAGE), 20, tmp_path)
    finally:
        bare.close()
    assert seen.changes == set(range(21)), "every change was recorded"
    assert seen.shown >= 20
