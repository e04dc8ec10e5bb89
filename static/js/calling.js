// Keeps the phone room true: who answered leaves the list, also under the hands of who has it open.
// Without it, what is posted says the same.

const EVERY = 1500;
// A page that nobody touches must not keep its reader signed in.
const QUIET_AFTER = 15 * 60 * 1000;

const list = document.getElementById("te-bellen");
const standing = document.getElementById("stand");

let touched = Date.now();

for (const name of ["pointerdown", "keydown", "visibilitychange"]) {
  document.addEventListener(name, () => { touched = Date.now(); });
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

let shown;

// Whoever walks through the list by keyboard stays where they were.
function show(html) {
  if (html === shown) return;
  shown = html;
  const scrolled = list.querySelector("ol")?.scrollTop ?? 0;
  const held = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.innerHTML = html;
  list.querySelector("ol")?.scrollTo(0, scrolled);
  if (held) [...list.querySelectorAll("a")].find((a) => a.getAttribute("href") === held)?.focus();
}

function stop(sentence) {
  standing.textContent = sentence;
  standing.dataset.state = "done";
  for (const fields of document.querySelectorAll("[data-while-open]")) {
    if (fields.tagName === "FIELDSET") fields.disabled = true;
    else fields.hidden = true;
  }
  for (const link of document.querySelectorAll('a[href^="tel:"]')) {
    link.removeAttribute("href");
    link.setAttribute("aria-disabled", "true");
  }
}

async function look() {
  if (standing?.dataset.state !== "open") return;
  const found = document.createElement("div");
  found.innerHTML = await ask(standing.dataset.refresh);
  const now = found.firstElementChild;
  if (now.dataset.state !== "open") stop(now.textContent);
}

async function round() {
  const isQuiet = Date.now() - touched > QUIET_AFTER;
  if (!document.hidden && !isQuiet) {
    try {
      const [html] = await Promise.all([ask(list.dataset.refresh), look()]);
      show(html);
    } catch {
      // The next round asks again; meanwhile what stands here was true a moment ago.
    }
  }
  setTimeout(round, EVERY);
}

round();
