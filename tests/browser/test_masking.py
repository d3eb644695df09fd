"""What a reader of Chromium's own pixels makes out in pages with customer data, however they show it."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.browser.conftest import Show

CARD = "4012 8888 8888 1881"
BARE = CARD.replace(" ", "")
LEGIBLE = "4012881881"

STATIC = {
    "a paragraph": f"<p id=it>Card {CARD}</p>",
    "text that others style": f"<style>p{{color:red!important;text-shadow:1px 1px blue;-webkit-text-fill-color:navy}}"
    f"</style><p id=it>Card {CARD}</p>",
    "a selection": f"<style>::selection{{color:yellow!important;background:blue!important}}</style>"
    f"<p id=it>Card {CARD}</p><script>getSelection().selectAllChildren(it)</script>",
    "sixteen elements": f"<p id=it>Card {''.join(f'<span>{digit}</span>' for digit in CARD)}</p>",
    "emphasis and breaks of the source": "<p id=it>Card <b>4012\n   8888</b>\n  <i>8888</i> 1881</p>",
    "a link and a button": f"<div id=it><a href=#>Card {CARD}</a></div>",
    "a cell": f"<table id=it><tr><th>Card<td>{CARD}</table>",
    "editable text": f"<div id=it contenteditable>Card {CARD}</div>",
    "an open shadow": f"<div id=it></div><script>it.attachShadow({{mode:'open'}}).innerHTML='<p>Card {CARD}'</script>",
    "a closed shadow": "<div id=it></div><script>"
    f"it.attachShadow({{mode:'closed'}}).innerHTML='<p>Card {CARD}'</script>",
    "a shadow in a shadow": "<div id=it></div><script>const outer=it.attachShadow({mode:'closed'});"
    f"outer.innerHTML='<p></p>';outer.firstChild.attachShadow({{mode:'closed'}}).textContent='Card {CARD}'</script>",
    "a shadow made before its host is there": "<div id=it></div><script>const made=document.createElement('div');"
    f"made.attachShadow({{mode:'closed'}}).innerHTML='<p>Card {CARD}';it.append(made)</script>",
    "a declared shadow": f"<div id=it><template shadowrootmode=closed><p>Card {CARD}</p></template></div>",
    "a custom element": "<x-card id=it></x-card><script>customElements.define('x-card',class extends HTMLElement{"
    f"constructor(){{super();this.attachShadow({{mode:'closed'}}).innerHTML='<p>Card {CARD}'}}}})</script>",
    "a page's own highlight above": "<style>::highlight(theirs){color:red;background:white}</style>"
    f"<p id=it>Card {CARD}<script>const r=new Range();r.selectNodeContents(it);const h=new Highlight(r);"
    "h.priority=2**31-1;CSS.highlights.set('theirs',h)</script>",
    "a document that is written anew": "<script>addEventListener('load',()=>{document.open();"
    f"document.write('<body style=\"font:20px DejaVu Sans\"><p id=it>Card {CARD}</p>');document.close()}})</script>",
}

COVERED_WHOLE = {
    "a field": f"<input id=it size=30 value='{CARD}'>",
    "a field that a script fills": f"<input id=it size=30><script>it.value='{CARD}'</script>",
    "a field in a closed shadow": "<div id=it></div><script>it.attachShadow({mode:'closed'}).innerHTML="
    f"'<style>input{{-webkit-text-security:none!important}}</style><input size=30 value=\"{CARD}\">'</script>",
    "a text area": f"<textarea id=it cols=40>Card {CARD}</textarea>",
    "a hint": f"<input id=it size=40 placeholder='{CARD}'>",
    "a list": f"<select id=it><option>{CARD}<option>another</select>",
    "drawn text": f"<svg id=it width=500 height=40><text x=9 y=28>Card {CARD}</text></svg>",
}


@pytest.mark.parametrize("body", STATIC.values(), ids=STATIC.keys())
def test_of_a_card_number_the_bin_and_the_last_four_digits_stay_legible(show: Show, body: str) -> None:
    page = show(body)
    page.until(lambda: page.digits("#it") == LEGIBLE, f"{LEGIBLE} stays of {BARE}, not {page.digits('#it')}")


@pytest.mark.parametrize("body", COVERED_WHOLE.values(), ids=COVERED_WHOLE.keys())
def test_what_a_highlight_does_not_reach_is_covered_whole(show: Show, body: str) -> None:
    page = show(body)
    page.until(lambda: "8888" not in page.digits("#it") and "1881" not in page.digits("#it"), "it is covered")


def test_text_that_comes_later_is_covered_in_the_frame_in_which_it_comes(show: Show) -> None:
    page = show("<p id=it>Card</p>")
    page.run(f"it.textContent = 'Card {CARD}'")
    assert page.digits("#it") == LEGIBLE
    page.run("it.firstChild.data = 'nothing to hide: 4012 is a year, so is 1881'")
    assert page.digits("#it") == "40121881"


@pytest.mark.parametrize("script", ["it.firstChild.data = `{}`", "it.textContent = `{}`", "it.append(`{}`)"])
def test_a_text_area_that_is_given_another_text_is_covered(show: Show, script: str) -> None:
    page = show("<textarea id=it cols=40>nothing yet</textarea>")
    page.run(script.format(f" Card {CARD}"))
    assert "8888" not in page.digits("#it")
    page.run("it.textContent = 'since 4012'")
    assert page.digits("#it") == "4012"


SILENT = {
    "a form that is reset": "it.value = 'nothing'; it.form.reset()",
    "a text area that is reset": "area.value = 'nothing'; it.form.reset(); area.id = 'at'; it.id = 'was'; at.id = 'it'",
    "a part that is replaced": "it.value = ' '; it.setRangeText(`{card}`)",
    "a number": "it.value = ''; it.type = 'number'; it.valueAsNumber = {bare}",
    "a number that is stepped up": "it.type = 'number'; it.value = {bare} - 1;"
    " new Promise((done) => setTimeout(() => done(it.stepUp())))",
    "a number that is stepped down": "it.type = 'number'; it.value = {bare} + 1;"
    " new Promise((done) => setTimeout(() => done(it.stepDown())))",
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT.keys())
def test_what_a_field_gets_without_a_word_is_covered(show: Show, script: str) -> None:
    page = show(f"<form><input id=it size=30 value='{CARD}'><textarea id=area cols=40>{CARD}</textarea></form>")
    page.run(script.format(card=CARD, bare=BARE))
    assert "8888" not in page.digits("#it")


RESETS = {
    "a form": "it.form.reset()",
    "a button that a script clicks": "button.click()",
    "a button that is sent a click": "button.dispatchEvent(new MouseEvent('click'))",
}
IN_ONE_FRAME = """it.value = 'nothing'; new Promise((seen) => requestAnimationFrame(() => {
    RESET;
    new ResizeObserver(() => seen(it.value + ' ' + getComputedStyle(it).webkitTextSecurity)).observe(it);
}))"""


@pytest.mark.parametrize("script", RESETS.values(), ids=RESETS.keys())
def test_a_form_that_is_reset_just_before_a_frame_is_covered_in_that_frame(show: Show, script: str) -> None:
    page = show(f"<form><input id=it size=30 value='{CARD}'><button id=button type=reset>Again</button></form>")
    assert page.run(IN_ONE_FRAME.replace("RESET", script)) == f"{CARD} disc"


def test_a_form_that_the_user_resets_is_covered(show: Show) -> None:
    page = show(f"<form><input id=it size=30 value='{CARD}'><button id=button type=reset>Again</button></form>")
    page.run("it.value = 'nothing'; button.focus()")
    page.press(" ")
    page.until(lambda: page.run("it.value") == CARD, "the form is reset")
    assert "8888" not in page.digits("#it")


def test_what_is_typed_is_covered(show: Show) -> None:
    page = show("<input id=it size=30>")
    page.run("it.focus()")
    page.call("Input.insertText", {"text": CARD})
    assert "8888" not in page.digits("#it")
    page.run("it.select()")
    page.call("Input.insertText", {"text": "year 4012"})
    assert page.digits("#it") == "4012"


def test_a_page_that_takes_the_cover_away_gets_it_back_at_once(show: Show) -> None:
    page = show(f"<p id=it>Card {CARD}</p><input id=field value='{CARD}'>")
    for attack in (
        "CSS.highlights.clear()",
        "CSS.highlights.delete('deskwarden')",
        "CSS.highlights.set('deskwarden', new Highlight())",
        "CSS.highlights.get('deskwarden').clear()",
        "CSS.highlights.get('deskwarden').priority = -1",
        "for (const s of [...document.styleSheets]) s.disabled = true",
        "field.removeAttribute('data-deskwarden')",
        "field.setAttribute('data-deskwarden', '')",
        "document.body.innerHTML = document.body.innerHTML",
    ):
        page.run(attack)
        assert page.digits("#it") == LEGIBLE, attack
        assert "8888" not in page.digits("#field"), attack


def test_titles_and_tooltips_show_no_number(show: Show) -> None:
    page = show(f"<title>Customer {CARD}</title><p id=it title='Card {CARD}'>Point here</p>")
    assert page.run("document.title") == "Customer 4012 88••••••• 1881"
    page.run(f"document.title = 'Again {CARD}'")
    assert page.run("document.title") == "Again 4012 88••••••• 1881"
    page.point("#it")
    page.until(lambda: page.run("it.title") == "Card 4012 88••••••• 1881", "the tooltip is masked")


@pytest.mark.parametrize("frame", ["srcdoc", "blank", "data", "sandbox"])
def test_frames_are_covered_too(show: Show, frame: str) -> None:
    inside = f"<body style='font:28px DejaVu Sans'>Card {CARD}"
    made = {
        "srcdoc": f"f.srcdoc = `{inside}`",
        "blank": f"document.body.append(f); f.contentDocument.body.outerHTML = `{inside}`",
        "data": f"f.src = `data:text/html,{inside}`",
        "sandbox": f"f.sandbox = ''; f.srcdoc = `{inside}`",
    }[frame]
    page = show(
        f"<body><script>const f = document.createElement('iframe'); f.id = 'it'; f.width = 600; {made};"
        "f.isConnected || document.body.append(f)</script>"
    )
    page.until(lambda: page.digits("#it").startswith("401288"), "the frame is there")
    page.until(lambda: "8888" not in page.digits("#it"), "the frame is covered")


def test_a_shadow_that_moves_to_a_frame_takes_nothing_else_with_it(show: Show) -> None:
    page = show("<p id=it>Card</p><div id=host></div><iframe id=frame></iframe>")
    page.run("host.attachShadow({mode: 'open'}).innerHTML = '<p>inside</p>'")
    page.run(
        "window.shadow = host.shadowRoot; frame.contentDocument.body.append(host);"
        "shadow.append(document.createElement('p')); shadow.adoptedStyleSheets = [];"
        f"it.textContent = 'Card {CARD}'"
    )
    page.until(lambda: page.digits("#it") == LEGIBLE, "what is left is covered")


def test_no_page_learns_by_which_name_it_is_told_of(show: Show) -> None:
    page = show(f"<p id=it>Card {CARD}</p>")
    page.run(
        "window.heard = []; addEventListener('deskwarden-page', (event) => heard.push(event.detail), true);"
        "document.dispatchEvent(new Event('deskwarden-hooks'))"
    )
    assert page.run("heard") == []
    page.run("document.open(); document.write('<p>anew'); document.close();")
    page.run("document.dispatchEvent(new Event('deskwarden-hooks'))")
    assert page.run("heard") == []


def test_marks_that_a_framework_takes_away_once_come_back_and_the_page_stays_open(show: Show) -> None:
    page = show("".join(f"<input id=f{number} value='{CARD}'>" for number in range(120)))
    page.run("for (const field of document.querySelectorAll('input')) field.removeAttribute('data-deskwarden')")
    page.until(lambda: page.run("f119.hasAttribute('data-deskwarden')"), "the mark is back")
    assert page.run("getComputedStyle(document.documentElement).opacity") == "1"
    assert "8888" not in page.digits("#f0")


FAILS = "= () => { throw new Error('it fails') }"


def test_a_block_and_a_field_that_cannot_be_judged_are_covered_whole(show: Show) -> None:
    page = show("<p id=it>Card</p><input id=field>")
    page.break_extension(f"Detector.prototype.scan {FAILS}")
    page.run(f"it.textContent = 'Card {CARD}'")
    page.run(f"field.value = '{CARD}'")
    assert page.digits("#it") == ""
    assert page.digits("#field") == ""


def test_a_page_that_cannot_be_read_is_covered_until_it_can(show: Show) -> None:
    page = show("<p id=it>Card</p><p id=other>Year 2026</p>")
    page.break_extension(f"Gathering.prototype.changed {FAILS}")
    page.run(f"it.textContent = 'Card {CARD}'")
    page.until(lambda: page.digits("#it") == LEGIBLE, "all of it was read once more")
    page.break_extension(f"Gathering.prototype.add {FAILS}")
    page.run(f"it.textContent = 'Again {CARD}'")
    page.until(lambda: page.digits("#other") == "", "what cannot be read at all stays covered")
    assert page.digits("#it") == ""


def test_what_cannot_be_told_apart_is_not_copied(show: Show) -> None:
    page = show("<p id=it>nothing of the customer</p>")
    page.front()
    page.run("addEventListener('copy', () => window.copied = true); getSelection().selectAllChildren(it)")
    page.press("c", 2)
    assert page.run("window.copied") is True
    page.run("window.copied = false")
    page.break_extension(f"Cover.prototype.reaches {FAILS}; document.getSelection {FAILS}")
    page.press("c", 2)
    assert page.run("window.copied") is False
