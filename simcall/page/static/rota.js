// The grid of a rota: native inputs in a table, moved through and filled as in a spreadsheet.
// The server answers each edit; what stands beside a cell is replaced, the cells and the focus never are.

import { carry, follow, GONE, item, listen, lost, page, refused, root, sent, show, speak } from "./page.js";

const MOVES_APART_MS = 60;
const LARGEST_SHEET = 20_000_000;
const form = document.getElementById("rota");
if (form) rota(form);

function rota(form) {
  const inputs = [...form.querySelectorAll("table[data-grid] input")];
  const file = form.elements.file.value;
  const store = `simcall rota ${file}`;
  const body = document.getElementById("answer-body");
  const undo = document.getElementById("undo");
  const redo = document.getElementById("redo");
  let past = [];
  let future = [];
  let written = new Map(inputs.map((input) => [input, input.value]));
  let anchor = null;
  let extending = false;
  let entered = ""; // what the cell held when one came to it: Escape goes back to that
  let unhear = () => {};
  let asked = 0;
  let waiting = 0;
  let last = 0;
  let isFirst = true;
  let edits = 0;
  let lastAnswer = "";

  // What was edited ---------------------------------------------------------------------------------------------------

  /** The address of the question: levers, new posts, and cells that differ from the scenario. */
  function query() {
    const kept = new URLSearchParams();
    for (const hidden of form.querySelectorAll("input[type=hidden]")) kept.append(hidden.name, hidden.value);
    for (const input of inputs) if (tidy(input.value) !== tidy(input.dataset.base)) kept.append(input.name, input.value);
    return kept;
  }

  /** Cells and posts that the address lacks come back from this tab's own memory. */
  function restored() {
    const own = [...new URLSearchParams(location.search)].filter(([name]) => name.includes("."));
    const kept = sessionStorage.getItem(store);
    if (own.length || !kept || kept === "[]") return false;
    const address = new URLSearchParams(location.search);
    address.set("file", file);
    for (const [name, value] of JSON.parse(kept)) address.append(name, value);
    location.replace(`${root}rota?${address}${location.hash}`);
    return true;
  }
  if (restored()) return;

  function keep() {
    const address = query();
    const own = [...address].filter(([name]) => name.includes("."));
    sessionStorage.setItem(store, JSON.stringify(own));
    history.replaceState(null, "", `${root}rota?${address}`);
    carry(address);
  }

  /** Note an edit of any cells as one step that can be undone. */
  function note() {
    const changes = inputs.filter((input) => input.value !== written.get(input)).map((input) => [input, written.get(input), input.value]);
    if (!changes.length) return;
    past.push(changes);
    future = [];
    for (const [input, , value] of changes) written.set(input, value);
    edited();
  }

  function step(from, to, side) {
    const changes = from.pop();
    if (!changes) { speak("There is nothing more to undo or redo."); return; }
    to.push(changes);
    for (const change of changes) { change[0].value = change[side]; written.set(change[0], change[side]); }
    const [input] = changes[0];
    input.focus();
    entered = input.value;
    edited();
    speak(`${side === 1 ? "Undone" : "Done again"}: ${input.getAttribute("aria-label")} ${input.value || "nobody"}${changes.length > 1 ? ` and ${changes.length - 1} more` : ""}.`);
  }
  for (const button of [undo, redo]) button.hidden = false;
  undo.addEventListener("click", () => { step(past, future, 1); });
  redo.addEventListener("click", () => { step(future, past, 2); });
  document.getElementById("restore").addEventListener("click", (clicked) => {
    if (form.querySelector("[data-new]")) { sessionStorage.removeItem(store); return; }
    clicked.preventDefault();
    for (const input of inputs) input.value = input.dataset.base;
    note();
    speak("Your edits are undone. The rota is as it stands in the scenario.");
  });

  function edited() {
    document.getElementById("rota-note").textContent = "";
    for (const input of inputs) input.classList.toggle("changed", tidy(input.value) !== tidy(input.dataset.base));
    undo.disabled = !past.length && document.activeElement !== undo;
    redo.disabled = !future.length && document.activeElement !== redo;
    keep();
    clearTimeout(waiting);
    const apart = performance.now() - last;
    if (apart >= MOVES_APART_MS) ask();
    else waiting = setTimeout(ask, MOVES_APART_MS - apart);
  }

  // Moving and filling ------------------------------------------------------------------------------------------------

  /** The cells of a table as rows and columns; a team's row has its one cell in the last column. */
  const tables = [...form.querySelectorAll("table[data-grid]")].map((table) =>
    [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("input"))));
  const places = new Map();
  for (const [number, table] of tables.entries())
    for (const [y, row] of table.entries())
      for (const [x, input] of row.entries()) if (input) places.set(input, { table: number, x, y });

  /** The next cell that can be edited in a direction, on into the next table up and down. */
  function beside(input, dx, dy) {
    let { table, x, y } = places.get(input);
    const lines = tables.flatMap((rows) => rows);
    let line = tables.slice(0, table).reduce((sum, rows) => sum + rows.length, 0) + y;
    for (;;) {
      x += dx;
      line += dy;
      if (line < 0 || line >= lines.length || x < 0 || x > 7) return null;
      if (lines[line][x]) return lines[line][x];
      if (dy) {
        const only = lines[line].findIndex(Boolean);
        if (only >= 0) return lines[line][only];
      }
    }
  }

  function go(target, isSelecting = false) {
    if (!target) return;
    extending = isSelecting;
    target.focus();
    extending = false;
    target.select();
  }

  function selection() {
    const active = document.activeElement;
    if (!places.has(active)) return [];
    const from = places.get(anchor && places.get(anchor).table === places.get(active).table ? anchor : active);
    const to = places.get(active);
    const rows = tables[to.table].slice(Math.min(from.y, to.y), Math.max(from.y, to.y) + 1);
    return rows.map((row) => row.slice(Math.min(from.x, to.x), Math.max(from.x, to.x) + 1));
  }

  function mark() {
    const chosen = new Set(anchor ? selection().flat() : []);
    for (const input of inputs) input.classList.toggle("chosen", chosen.size > 1 && chosen.has(input));
    if (chosen.size > 1) document.getElementById("rota-note").textContent = `${chosen.size} cells selected.`;
  }

  function fill(cells, value) {
    for (const input of cells) if (input) input.value = value;
    note();
  }

  const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  form.addEventListener("keydown", (pressed) => {
    const input = pressed.target;
    if (!places.has(input)) return;
    const command = pressed.ctrlKey || pressed.metaKey;
    const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
    if (command && (key === "z" || key === "y")) {
      pressed.preventDefault();
      note();
      if (key === "y" || pressed.shiftKey) step(future, past, 2);
      else step(past, future, 1);
    } else if (command && key === "Enter") {
      pressed.preventDefault();
      fill(selection().flat(), input.value);
    } else if (key === "Enter") {
      pressed.preventDefault();
      note();
      anchor = null;
      go(beside(input, 0, pressed.shiftKey ? -1 : 1));
    } else if (key === "Escape") {
      input.value = entered;
      note();
      input.select();
      anchor = null;
      mark();
    } else if ((key === "Delete" || key === "Backspace") && anchor && selection().flat().length > 1) {
      pressed.preventDefault();
      fill(selection().flat(), "");
    } else if (DIRECTIONS[key] && !command && !pressed.altKey) {
      const [dx, dy] = DIRECTIONS[key];
      const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
      const atEnd = dx < 0 ? input.selectionEnd === 0 : input.selectionStart === input.value.length;
      if (!dy && !all && !atEnd) return; // the caret moves within what is typed
      pressed.preventDefault();
      note();
      if (pressed.shiftKey) anchor ??= input;
      else anchor = null;
      const before = places.get(input).table;
      const target = beside(input, dx, dy);
      if (target && (!pressed.shiftKey || places.get(target).table === before)) go(target, pressed.shiftKey);
      mark();
    }
  });
  form.addEventListener("mousedown", (pressed) => {
    if (!places.has(pressed.target)) return;
    if (pressed.shiftKey && places.has(document.activeElement)) {
      pressed.preventDefault();
      anchor ??= document.activeElement;
      go(pressed.target, true);
    } else {
      anchor = null;
    }
    mark();
  });
  form.addEventListener("focusin", (moved) => {
    if (!places.has(moved.target)) return;
    if (!extending) anchor = null; // whatever else moves the focus ends the selection
    entered = moved.target.value;
    moved.target.select();
    mark();
  });
  form.addEventListener("focusout", (left) => { if (places.has(left.target)) note(); });
  form.addEventListener("input", (typed) => { if (places.has(typed.target)) { clearTimeout(edits); edits = setTimeout(note, 350); } });

  form.addEventListener("copy", (copied) => {
    if (!places.has(document.activeElement) || !anchor || selection().flat().length < 2) return;
    copied.preventDefault();
    const text = selection().map((row) => row.map((input) => (input ? input.value : "")).join("\t")).join("\n");
    copied.clipboardData.setData("text/plain", text);
    document.getElementById("rota-note").textContent = "Copied.";
  });
  form.addEventListener("paste", (pasted) => {
    const start = places.get(document.activeElement);
    if (!start) return;
    const text = pasted.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = text.split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
    pasted.preventDefault();
    const chosen = anchor ? selection() : [];
    if (rows.length === 1 && rows[0].length === 1) {
      fill(chosen.flat().length > 1 ? chosen.flat() : [document.activeElement], rows[0][0]);
      return;
    }
    const from = chosen.length ? places.get(chosen[0].find(Boolean) ?? document.activeElement) : start;
    let left = 0;
    for (const [dy, row] of rows.entries())
      for (const [dx, value] of row.entries()) {
        const input = tables[start.table][from.y + dy]?.[from.x + dx];
        if (input) input.value = value;
        else if (value) left += 1;
      }
    note();
    const one = left === 1;
    document.getElementById("rota-note").textContent = left ? `Pasted. ${left} value${one ? "" : "s"} had no place here and ${one ? "was" : "were"} left out.` : "Pasted.";
  });
  form.addEventListener("submit", (submitted) => {
    if (submitted.submitter?.name) { note(); return; } // a named button leads to a page of its own
    submitted.preventDefault();
    note();
  });

  // Asking ------------------------------------------------------------------------------------------------------------

  function ask() {
    clearTimeout(waiting);
    last = performance.now();
    const address = query();
    unhear();
    body.setAttribute("aria-busy", "true");
    if (lastAnswer) brief("Working. Last answer:", lastAnswer);
    address.set("page", page);
    address.set("number", (asked += 1));
    unhear = listen(`${root}rota/answer?${address}`, {
      grid({ texts, problems: all, by_shift: html }) {
        for (const [id, { text, error }] of Object.entries(texts)) said(id, text ?? (error ? `Error: ${error}` : ""), error !== undefined);
        show(document.getElementById("by-shift"), html);
        problems(all, "");
      },
      first({ html, spoken }) { show(body, html); brief("First estimate.", spoken); },
      settled({ html, spoken }) {
        show(body, html);
        body.setAttribute("aria-busy", "false");
        brief("Settled.", spoken);
        if (!isFirst) speak(`Settled. ${spoken}`);
        isFirst = false;
      },
      problem({ fields, message }) {
        body.setAttribute("aria-busy", "false");
        const all = [...Object.values(fields), message].filter(Boolean);
        if (all.length) problems([], all.join("\n"));
      },
    }, () => lost(body));
  }

  /** The answer in a line that stays in sight beside the grid; screen readers hear it once it is settled. */
  function brief(state, text) {
    const line = document.getElementById("rota-brief");
    line.hidden = false;
    line.textContent = `${state} ${text}`;
    lastAnswer = text;
  }

  function said(id, text, isError) {
    const element = document.getElementById(id);
    if (!element) return;
    if (element.textContent !== text) element.textContent = text;
    if (!isError) return;
    element.hidden = !text;
    const input = document.getElementById(id.replace(/-error$/, ""));
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /** Show what is wrong above the grid too; it is announced when it comes, and the focus stays in the cell. */
  function problems(all, message) {
    const summary = document.getElementById("problem");
    const lines = message ? message.split("\n").map((line) => item(line)) : [];
    const label = (id) => document.getElementById(id)?.getAttribute("aria-label") ?? "";
    const items = all.map(({ id, text }) => item(id ? `${label(id)}: ${text}` : text, id));
    summary.querySelector("ul").replaceChildren(...items, ...lines);
    summary.hidden = !items.length && !lines.length;
    body.classList.toggle("stale-rota", !summary.hidden);
    if (!summary.hidden) brief(`Not for this rota: see the problem above the grid.${lastAnswer ? " Last answer:" : ""}`, lastAnswer);
  }

  // The people needed -------------------------------------------------------------------------------------------------

  const search = document.getElementById("week-search");
  search.hidden = false;
  search.addEventListener("click", async () => {
    const progress = document.getElementById("week-progress");
    const label = document.createElement("label");
    label.textContent = "Searching for the people that each hour needs";
    const bar = document.createElement("progress");
    bar.id = label.htmlFor = "week-bar";
    progress.replaceChildren(label, bar);
    const answer = await sent(`${root}rota/week?${query()}`, { method: "POST" });
    if (!answer?.ok) { await refused(answer, progress); return; }
    const { job } = await answer.json();
    follow(job, progress, document.getElementById("week-body"), () => { progress.replaceChildren(); ask(); });
  });

  // A duty sheet ------------------------------------------------------------------------------------------------------

  const room = document.getElementById("sheet");
  const chooser = document.getElementById("sheet-file");
  chooser.addEventListener("change", () => { if (chooser.files[0]) send(chooser.files[0]); });
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (dragged) => {
      if (![...dragged.dataTransfer.types].includes("Files")) return;
      dragged.preventDefault();
      if (name === "drop") send(dragged.dataTransfer.files[0]);
    });
  }

  /** Send a sheet as it is, and go to the page that reads it. */
  async function send(sheet) {
    const address = query();
    address.set("sheet_group", document.getElementById("sheet-group").value);
    address.set("sheet_name", sheet.name);
    if (sheet.size > LARGEST_SHEET) { unread("This file is larger than 20 MB. Save the sheet with the duties as a file of its own."); return; }
    room.setAttribute("aria-busy", "true");
    speak(`Reading ${sheet.name}.`);
    const answer = await sent(`${root}rota/sheet?${address}`, { method: "POST", body: sheet });
    const text = await answer?.text();
    if (answer?.ok) { location.assign(root + JSON.parse(text).address); return; }
    if (!answer) lost();
    const problem = text?.startsWith("{") ? JSON.parse(text).problem : (text ?? GONE);
    unread(problem);
  }

  function unread(problem) {
    const error = document.getElementById("sheet-error");
    room.removeAttribute("aria-busy");
    error.hidden = false;
    error.textContent = `Error: ${problem}`;
    chooser.value = "";
    chooser.focus();
  }

  const target = location.hash && document.getElementById(location.hash.slice(1));
  keep();
  ask();
  if (target) go(target);
}

function tidy(text) {
  return text.trim() || "0";
}
