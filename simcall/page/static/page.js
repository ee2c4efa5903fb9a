// What the pages of simcall do by themselves: levers that answer as they move, and long work that shows its progress.
// Everything that is shown comes from the server as HTML; results never take the focus from where the user is.

const root = document.body.dataset.root;
const page = crypto.randomUUID();
const SPOKEN_AFTER_MS = 400;
const MOVES_APART_MS = 60;
const MOST_TRIES = 5;
const TRIES_APART_MS = 1000;

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

/** Ask simcall for something; null if it does not answer, or if another one does: the token of this page is not its own. */
async function sent(address, options) {
  const answer = await fetch(address, options).catch(() => null);
  return answer?.status === 403 ? null : answer;
}

/** Whether simcall still runs, with the token that opened this page. */
async function isThere() {
  const answer = await sent(`${root}static/icon.svg`, { cache: "reload" });
  await answer?.text(); // an answer that nobody reads counts as broken off
  return answer?.ok ?? false;
}

const GONE = "simcall does not answer.";

/** Say that simcall has ended, and how to go on with what was entered; in an element too, if its contents are missing. */
function lost(element) {
  document.getElementById("lost").hidden = false;
  if (element) show(element, `<div class="problem"><p>${GONE} <a href="#lost">How to go on</a></p></div>`);
  speak(GONE);
}

/** Show in an element why simcall has refused something: what its own page for this says. */
async function refused(answer, element) {
  if (!answer) { lost(element); return; }
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".problem:not(#lost)");
  show(element, shown?.outerHTML ?? "");
  speak(shown?.textContent ?? "");
}

/** Say that simcall has forgotten something, as it keeps only so much. */
function forgotten(element) {
  show(element, '<div class="problem"><p>simcall no longer knows this work. Begin it again.</p></div>');
  speak("simcall no longer knows this work.");
}

/**
 * Listen to the events of an address until it ends, and return what stops listening.
 * The stream is read to its end even so: the server ends it at once, and no request is broken off.
 * A stream that breaks off, as when a laptop sleeps, is asked for again while simcall is there.
 */
function listen(address, handlers, failed, unknown = failed) {
  let isHeard = true;
  const read = async () => {
    let last = "";
    const answer = await fetch(address, { headers: { Accept: "text/event-stream" } });
    if (answer.status === 404) { await answer.text(); if (isHeard) unknown(); return; }
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
  const hear = async (tries) => {
    try {
      await read();
    } catch {
      const isOver = tries >= MOST_TRIES || !(await isThere());
      if (!isHeard) return;
      if (isOver) failed();
      else setTimeout(() => { if (isHeard) hear(tries + 1); }, TRIES_APART_MS);
    }
  };
  hear(1);
  return () => { isHeard = false; };
}

// Leaving -------------------------------------------------------------------------------------------------------------

// If simcall has ended, a link or a form would lead to the browser's own error, and what was typed would be gone.
let isLeaving = false;

async function leave(event, go) {
  event.preventDefault();
  if (!(await isThere())) {
    lost();
    document.getElementById("lost").focus();
    return;
  }
  isLeaving = true;
  go();
  isLeaving = false;
}

document.addEventListener("click", (clicked) => {
  const link = clicked.target.closest("a[href]");
  const isPlain = clicked.button === 0 && !clicked.ctrlKey && !clicked.metaKey && !clicked.shiftKey && !clicked.altKey;
  if (!link || !isPlain || clicked.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  leave(clicked, () => { location.assign(link.href); });
});
document.addEventListener("submit", (submitted) => {
  if (submitted.defaultPrevented || isLeaving) return;
  leave(submitted, () => { submitted.target.requestSubmit(submitted.submitter); });
});

/** Take the levers and the rota along to the address that a newly started simcall has printed. */
document.getElementById("go-on").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const field = document.getElementById("new-address");
  const error = document.getElementById("new-address-error");
  const address = field.value.trim();
  error.hidden = /^http:\/\/127\.0\.0\.1(:\d+)?\/\?token=[\w-]+$/.test(address);
  if (error.hidden) {
    location.assign(`${address}&${document.querySelector("nav a").search.slice(1)}`);
  } else {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
});

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
  const answer = await sent(`${root}week?${query}`, { method: "POST" });
  if (!answer?.ok) { await refused(answer, progress); again.hidden = false; return; }
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
  }, () => lost(progress), () => forgotten(progress));
}

/** Let the buttons of a job work without leaving the page. */
function forms() {
  for (const each of document.querySelectorAll("form[data-job-form]")) {
    if (each.dataset.heard) continue;
    each.dataset.heard = "yes";
    each.addEventListener("submit", async (submitted) => {
      submitted.preventDefault();
      const answer = await sent(each.action, { method: "POST" });
      await answer?.text(); // an answer that nobody reads counts as broken off
      if (answer?.status === 404) forgotten(each);
      else if (!answer?.ok) lost();
      else if (each.action.endsWith("/resume")) location.reload();
    });
  }
}

const job = document.getElementById("job");
if (job) {
  forms();
  if (!("over" in job.dataset)) follow(job.dataset.job, job, job);
}

export { carry, follow, GONE, item, listen, lost, page, refused, root, sent, show, speak };
