// Keeps a page up to date while it is open, and counts the time that is left. The pages work without it.
"use strict";

const skew = Number(document.body.dataset.now) - Date.now() / 1000;

function left(until) {
  const seconds = Math.floor(until - (Date.now() / 1000 + skew));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds > 0 ? document.body.dataset.left.replace("{time}", time) : document.body.dataset.up;
}

function tick() {
  document.querySelectorAll("[data-until]").forEach((each) => { each.textContent = left(Number(each.dataset.until)); });
}

// Whoever is writing, or has something open, keeps it: that part is brought up to date later.
function isInUse(part) {
  return part.contains(document.activeElement) || part.querySelector("form.form details[open], details[open] form");
}

async function load() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll("[data-live]").forEach((part) => {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!other || isInUse(part)) return;
    const open = new Set([...part.querySelectorAll("details[open] > [id]")].map((each) => each.id));
    other.querySelectorAll("details > [id]").forEach((each) => { each.parentElement.open ||= open.has(each.id); });
    part.hidden = other.hidden;
    part.replaceChildren(...other.childNodes);
  });
  tick();
}

// Soon, and not again before a while: a run writes many lines a second, and others look at it too.
const WHILE = 1500;
let waiting = false, last = 0;
function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    last = Date.now();
    load().catch(() => {});
  }, Math.max(100, last + WHILE - Date.now()));
}

// A browser has few connections to one host, and each page that is open holds one: only the one that is seen does.
function follow() {
  let source = null;
  const stale = document.createElement("p");
  stale.className = "stale";
  stale.setAttribute("role", "status");
  stale.textContent = "The page is out of touch with the harness. It tries again by itself.";
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(document.body.dataset.events);
    source.onmessage = () => { stale.remove(); soon(); };
    source.onerror = () => document.body.prepend(stale);
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  listen();
}

tick();
setInterval(tick, 1000);
if (document.body.dataset.events && window.EventSource) follow();
