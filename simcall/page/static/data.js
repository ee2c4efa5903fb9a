// Exports that are chosen or dropped: listed, then sent one after the other as they are, and read together.

import { GONE, lost, root, sent, speak } from "./page.js";

const room = document.getElementById("drop");
const chooser = document.getElementById("files");
const list = document.getElementById("chosen");
const form = document.getElementById("read");
const sheet = document.getElementById("sheet");
const error = document.getElementById("files-error");
const LARGEST = Number(room.dataset.largest);
const MOST = Number(room.dataset.most);
let chosen = [];

chooser.addEventListener("change", () => { add([...chooser.files]); });
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (dragged) => {
    if (![...dragged.dataTransfer.types].includes("Files")) return;
    dragged.preventDefault();
    if (name === "drop") add([...dragged.dataTransfer.files]);
  });
}

/** Add files to those that are chosen, and say which files are too large or too many. */
function add(files) {
  const large = files.filter((file) => file.size > LARGEST);
  const fit = files.filter((file) => file.size <= LARGEST);
  const extra = fit.slice(Math.max(0, MOST - chosen.length));
  chosen = [...chosen, ...fit].slice(0, MOST);
  const named = (some) => some.map((file) => file.name).join(", ");
  const problems = [];
  if (large.length) problems.push(`${named(large)}: larger than 20 MB. Export fewer days in each file, or pack it as .gz.`);
  if (extra.length) problems.push(`${named(extra)}: not on the list, because simcall reads up to ${MOST} files at once. Take another file off the list first.`);
  if (problems.length) refused(problems.join(" "));
  else error.hidden = true;
  draw();
  speak(`${chosen.length} ${chosen.length === 1 ? "file is" : "files are"} chosen.`);
}

function draw() {
  list.replaceChildren(...chosen.map((file) => {
    const entry = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = "Take it off the list";
    button.setAttribute("aria-label", `Take ${file.name} off the list`);
    button.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== file);
      chooser.value = "";
      draw();
      chooser.focus();
    });
    entry.append(`${file.name} `, button);
    return entry;
  }));
}

form.addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  if (!chosen.length) { refused("Choose at least one file."); return; }
  error.hidden = true;
  room.setAttribute("aria-busy", "true");
  const keys = [];
  for (const file of chosen) {
    speak(`Reading ${file.name}.`);
    const { key, problem } = await send(file);
    if (problem) { refused(problem); return; }
    keys.push(key);
  }
  form.elements.uploads.value = keys.join(",");
  form.elements.staff.value = "";
  if (sheet.files[0]) {
    if (sheet.files[0].size > LARGEST) { refused(`${sheet.files[0].name}: larger than 20 MB. Save the sheet with the duties as a file of its own.`, sheet); return; }
    const { key, problem } = await send(sheet.files[0], "sheet");
    if (problem) { refused(problem, sheet); return; }
    form.elements.staff.value = key;
  }
  form.submit();
});

async function send(file, kind = "file") {
  const answer = await sent(`${root}data/${kind}?${new URLSearchParams({ name: file.name })}`, { method: "POST", body: file });
  if (!answer) lost();
  const text = (await answer?.text()) ?? GONE;
  return text.startsWith("{") ? JSON.parse(text) : { problem: text };
}

function refused(problem, input = chooser) {
  room.removeAttribute("aria-busy");
  error.hidden = false;
  error.textContent = `Error: ${problem}`;
  input.focus();
}
