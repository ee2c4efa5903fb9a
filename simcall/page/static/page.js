// What the pages of simcall do by themselves: levers that answer as they move, and long work that shows its progress.
// Everything that is shown comes from the server as HTML; results never take the focus from where the user is.

const root = document.body.dataset.root;
const page = crypto.randomUUID();
const SPOKEN_AFTER_MS = 400;
const MOVES_APART_MS = 60;

// The token opens the first page; after that it need not stay in the address or in the history.
if (location.pathname === "/") {
  const kept = new URLSearchParams(location.search);
  kept.delete("token");
  const rest = kept.toString();
  history.replaceState(null, "", root + (rest ? `?${rest}` : ""));
}

/** Let the navigation lead to the other pages with the same question. */
function carry(query) {
  for (const link of document.querySelectorAll("nav a")) {
    link.href = `${new URL(link.href).pathname}?${query}`;
  }
}

let speaking = 0;
function speak(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => { document.getElementById("spoken").textContent = text; }, SPOKEN_AFTER_MS);
}

/** Put HTML into an element; if the focus was within, it goes to the element, which says what it is. */
function show(element, html) {
  const had = element.contains(document.activeElement) ? document.activeElement : null;
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  const scrolled = [...element.querySelectorAll(".wide")].map((wide) => wide.scrollLeft);
  const place = had && had !== element ? [...element.querySelectorAll(FOCUSABLE)].indexOf(had) : -1;
  const what = had && had.outerHTML.slice(0, 40);
  element.innerHTML = html;
  element.querySelectorAll("details").forEach((details, number) => { details.open = open[number] ?? false; });
  element.querySelectorAll(".wide").forEach((wide, number) => { wide.scrollLeft = scrolled[number] ?? 0; });
  if (!had) return;
  const again = [...element.querySelectorAll(FOCUSABLE)][place];
  if (again && again.outerHTML.slice(0, 40) === what) {
    again.focus({ preventScroll: true });
  } else {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }
}
const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

function lost(element) {
  show(element, '<div class="problem"><p>simcall does not answer. If it has ended, start it again in its terminal with: simcall page</p></div>');
  speak("simcall does not answer.");
}

/**
 * Listen to the events of an address until it ends, and return what stops listening.
 * The stream is read to its end even so: the server ends it at once, and no request is broken off.
 */
function listen(address, handlers, failed) {
  let isHeard = true;
  let last = "";
  const read = async () => {
    const answer = await fetch(address, { headers: { Accept: "text/event-stream" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done && !["end", "over"].includes(last)) throw new Error("simcall has ended");
      if (done) return;
      text += value;
      const parts = text.split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        const [, name, data] = part.match(/^event: (.*)\ndata: (.*)$/) ?? [];
        last = name;
        if (isHeard && handlers[name]) handlers[name](JSON.parse(data));
      }
    }
  };
  read().catch(() => { if (isHeard) failed(); });
  return () => { isHeard = false; };
}

const tidy = (number) => Math.round(10 * number) / 10;

// Levers --------------------------------------------------------------------------------------------------------------

const form = document.getElementById("levers");
if (form) levers(form);

function levers(form) {
  const body = document.getElementById("answer-body");
  let unhear = () => {};
  let asked = 0;
  let waiting = 0;
  let last = 0;
  let isFirst = true;
  const isEdited = form.querySelector("[data-rota]") !== null;

  for (const field of form.querySelectorAll(".lever")) {
    const slider = field.querySelector("input[type=range]");
    const box = field.querySelector("input[type=number]");
    const place = field.querySelector("select");
    if (!slider) continue;
    const { unit, lever } = field.dataset;
    const result = document.getElementById(`${lever}-result`);
    const say = () => {
      const amount = Number(slider.value);
      const { now: before, note } = (place?.selectedOptions[0] ?? field.querySelector("[data-now]")).dataset;
      const now = Number(before);
      const changes = amount && now && lever !== "calls" && lever !== "handling" && !note;
      const words = lever === "absence" ? `${tidy(now + amount)} % in place of ${tidy(now)} %` : `${now + amount} in place of ${now}`;
      if (result) result.textContent = note ?? (changes ? words : "");
      slider.setAttribute("aria-valuetext", `${amount > 0 ? "+" : ""}${amount} ${unit}${changes ? `: ${words}` : ""}`);
    };
    slider.addEventListener("input", () => { box.value = slider.value; say(); moved(); });
    box.addEventListener("input", () => { slider.value = box.value || 0; say(); moved(); });
    place?.addEventListener("change", () => {
      const { low, high } = place.selectedOptions[0].dataset;
      for (const input of [slider, box]) { input.min = low; input.max = high; }
      box.value = slider.value;
      say();
      moved();
    });
    say();
  }
  document.getElementById("week-again").addEventListener("click", () => {
    document.getElementById("week-title").focus({ preventScroll: true });
    week(values());
  });
  document.getElementById("work-out").hidden = true; // every move is answered at once
  form.addEventListener("submit", (submitted) => { submitted.preventDefault(); ask(); });
  document.getElementById("reset").addEventListener("click", (clicked) => {
    if (isEdited) return; // the link leads to the scenario without the rota's edits
    clicked.preventDefault();
    for (const input of form.querySelectorAll("input[type=range], input[type=number]")) input.value = 0;
    for (const slider of form.querySelectorAll("input[type=range]")) slider.dispatchEvent(new Event("input"));
    speak("The levers are back at 0.");
  });

  function values() {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") kept.append(name, value);
    return kept;
  }

  /** Ask now, or soon if the last question was a moment ago: a slider moves many times a second. */
  function moved() {
    clearTimeout(waiting);
    const apart = performance.now() - last;
    if (apart >= MOVES_APART_MS) ask();
    else waiting = setTimeout(ask, MOVES_APART_MS - apart);
  }

  function ask() {
    clearTimeout(waiting);
    last = performance.now();
    const query = values();
    const address = `${root}?${query}`;
    history.replaceState(null, "", address);
    carry(query);
    unhear();
    body.setAttribute("aria-busy", "true");
    query.set("page", page);
    query.set("number", asked += 1);
    const began = performance.now();
    const note = (name) => performance.measure(`simcall:${name}`, { start: began, end: performance.now() });
    unhear = listen(`${root}answer?${query}`, {
      first({ html }) { problems({}, ""); show(body, html); note("first"); },
      settled({ html, spoken }) {
        problems({}, "");
        show(body, html);
        body.setAttribute("aria-busy", "false");
        note("settled");
        if (isFirst) week(new URLSearchParams({ file: form.elements.file.value }));
        else speak(`Settled. ${spoken}`);
        isFirst = false;
      },
      problem({ fields, message }) { body.setAttribute("aria-busy", "false"); problems(fields, message); },
    }, () => lost(body));
  }

  /** Show what is wrong beside its field and above all fields; without a message, show that nothing is. */
  function problems(fields, message) {
    const summary = document.getElementById("problem");
    const list = summary.querySelector("ul");
    const all = Object.entries(fields);
    list.replaceChildren(...all.map(([name, text]) => item(text, name)), ...(message ? message.split("\n").map((line) => item(line)) : []));
    summary.hidden = !list.children.length;
    body.classList.toggle("stale", !summary.hidden);
    for (const field of form.querySelectorAll(".lever")) {
      const error = field.querySelector(".error");
      const box = field.querySelector("input[type=number]");
      if (!box) continue;
      const text = fields[field.dataset.lever];
      error.hidden = !text;
      error.textContent = text ? `Error: ${text}` : "";
      if (text) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    }
  }

  ask();
}

function item(text, name) {
  const entry = document.createElement("li");
  if (name) {
    const link = document.createElement("a");
    link.href = `#${name}`;
    link.textContent = text;
    link.addEventListener("click", (clicked) => { clicked.preventDefault(); document.getElementById(name).focus(); });
    entry.append(link);
  } else {
    entry.textContent = text;
  }
  return entry;
}

// The week ------------------------------------------------------------------------------------------------------------

/** Begin to search for the people that each hour needs, and show how far it is. */
async function week(query) {
  const progress = document.getElementById("week-progress");
  const again = document.getElementById("week-again");
  again.hidden = true;
  const label = document.createElement("label");
  label.textContent = "Searching for the people that each hour needs";
  const bar = document.createElement("progress");
  bar.id = label.htmlFor = "week-bar";
  progress.replaceChildren(label, bar);
  const answer = await fetch(`${root}week?${query}`, { method: "POST" });
  if (!answer.ok) { await answer.text(); lost(progress); return; }
  const { job } = await answer.json();
  follow(job, progress, document.getElementById("week-body"), (state) => {
    if (state === "done") progress.replaceChildren();
    again.hidden = false;
  });
}

// Long work -----------------------------------------------------------------------------------------------------------

/** Show the progress of a job in one element, and what it found in another. */
function follow(key, progress, whole, ended = () => {}) {
  listen(`${root}jobs/${key}/events${location.search}`, {
    progress({ state, done, planned }) {
      const bar = progress.querySelector("progress");
      const words = progress.querySelector("[data-words]");
      if (words) words.textContent = { waiting: "Waiting for other work to end.", stopping: "Stopping." }[state] ?? (planned ? `Working: ${done} of ${planned}.` : "Working.");
      if (bar && planned) { bar.max = planned; bar.value = done; }
    },
    over({ state, html, spoken }) {
      show(state === "done" ? whole : progress, html);
      speak(spoken);
      forms();
      ended(state);
    },
  }, () => lost(progress));
}

/** Let the buttons of a job work without leaving the page. */
function forms() {
  for (const each of document.querySelectorAll("form[data-job-form]")) {
    if (each.dataset.heard) continue;
    each.dataset.heard = "yes";
    each.addEventListener("submit", async (submitted) => {
      submitted.preventDefault();
      const answer = await fetch(each.action, { method: "POST" });
      await answer.text(); // an answer that nobody reads counts as broken off
      if (each.action.endsWith("/resume") && answer.ok) location.reload();
    });
  }
}

const job = document.getElementById("job");
if (job) {
  forms();
  if (!("over" in job.dataset)) follow(job.dataset.job, job, job);
}

export { carry, follow, item, listen, lost, page, root, show, speak };
