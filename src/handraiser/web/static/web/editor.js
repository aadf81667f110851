// The model's document with line numbers, colours, and each problem beside its line. Without scripts it is a textarea.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--lead)" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: tags.comment, color: "var(--ink-faint)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--mql)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-faint)" },
]);
const look = EditorView.theme({
  "&": { fontSize: "0.8125rem", backgroundColor: "transparent", maxHeight: "calc(100vh - 11rem)", minHeight: "20rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.75rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-faint)", border: "0", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-wash)" },
  ".cm-selectionMatch, .cm-matchingBracket": { backgroundColor: "var(--accent-wash) !important" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "var(--shadow-high)", color: "var(--ink)", maxWidth: "32rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)", fontFamily: "var(--text)", padding: "0.4rem 0.7rem" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
});

let asked = 0;
const nonce = document.querySelector("script[data-nonce]").nonce;
const area = document.querySelector("[data-editor]");
if (area) open(area);

function open(area) {
  const parts = [
    lineNumbers(), foldGutter(), drawSelection(), bracketMatching(), highlightSelectionMatches(), search({ top: true }),
    yaml(), syntaxHighlighting(colours), indentUnit.of("  "), look, EditorView.cspNonce.of(nonce),
    EditorView.contentAttributes.of({ "aria-label": area.getAttribute("aria-label"), tabindex: "0" }),
    keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
  ];
  if (!area.readOnly) bringBack(area);
  if (area.readOnly) parts.push(EditorState.readOnly.of(true));
  else parts.push(...writing(area));
  const view = new EditorView({ doc: area.value, extensions: parts });
  area.hidden = true;
  area.after(view.dom);
  document.addEventListener("click", ({ target }) => target.dataset?.goto && go(view, Number(target.dataset.goto)));
}

// What was typed survives a reload; a newer version in force starts afresh.
function bringBack(area) {
  area.defaultValue = area.value;
  const kept = sessionStorage.getItem(area.dataset.keeps);
  if (!kept || kept === area.value || document.querySelector("[data-problems]")) return;
  area.value = kept;
  const told = document.getElementById("brought-back");
  told.hidden = false;
  told.querySelector("[data-forgets]").addEventListener("click", () => sessionStorage.removeItem(area.dataset.keeps));
}

function changed(area, text) {
  area.value = text;
  if (text === area.defaultValue) sessionStorage.removeItem(area.dataset.keeps);
  else sessionStorage.setItem(area.dataset.keeps, text);
}

function writing(area) {
  return [
    history(), indentOnInput(), highlightActiveLine(), highlightActiveLineGutter(), lintGutter(),
    linter((view) => problems(view, area), { delay: 500 }),
    keymap.of([...historyKeymap, ...lintKeymap, indentWithTab]),
    EditorView.updateListener.of((change) => change.docChanged && changed(area, change.state.doc.toString())),
  ];
}

async function problems(view, area) {
  const mine = (asked += 1);
  area.value = view.state.doc.toString();
  const answer = await fetch(area.dataset.check, { method: "POST", body: new FormData(area.form) });
  const told = await answer.text();
  if (!answer.ok || mine !== asked) return []; // an answer about what stands there no more
  const checked = document.getElementById("checked");
  const before = checked.scrollTop;
  checked.outerHTML = told;
  document.getElementById("checked").scrollTop = before;
  void beside(area, mine);
  return [...document.querySelectorAll("#checked [data-line]")].map(({ dataset }) => {
    const line = view.state.doc.line(Math.min(Number(dataset.line) || 1, view.state.doc.lines));
    const from = Math.min(line.from + Math.max(0, Number(dataset.column) - 1), line.to);
    return { from, to: line.to, severity: "error", message: dataset.message };
  });
}

// What the text would say of people, and what its rules give: one after the other, as long as it stands there.
async function beside(area, mine) {
  for (const address of area.dataset.beside.split(" ")) {
    const answer = await fetch(address, { method: "POST", body: new FormData(area.form) });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (!answer.ok || mine !== asked) return;
    const stood = document.getElementById(told.id);
    if (stood.contains(document.activeElement)) continue; // somebody is typing there
    stood.replaceWith(told);
    window.htmx.process(told);
  }
}

function go(view, number) {
  const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}
