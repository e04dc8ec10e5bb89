// Keeps the figures of the fieldwork up to date, and copies a table. Without it the page can be loaded again.

const EVERY = 10_000;
const live = document.getElementById("live");
const said = document.getElementById("live-said");
// How each part came from the server: what a reader opened in it since is no change.
const came = new Map();

const partsOf = (root) => [...root.querySelectorAll(".part")];

function isBusy(part) {
  const selection = document.getSelection();
  const selects = selection && !selection.isCollapsed && part.contains(selection.anchorNode);
  return selects || part.contains(document.activeElement);
}

// A screen reader hears only that the number of gemeenten changed.
function say(text) {
  if (text && said.textContent !== text) said.textContent = text;
}

// What was open stays open, and what was scrolled aside stays there.
function swap(old, fresh) {
  for (const { id } of old.querySelectorAll("details[open]")) {
    const details = fresh.querySelector(`#${id}`);
    if (details) details.open = true;
  }
  const scrolled = [...old.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  offerCopies(fresh);
  old.replaceWith(fresh);
  [...fresh.querySelectorAll(".scroll")].forEach((box, place) => (box.scrollLeft = scrolled[place] ?? 0));
}

// A part in which somebody is busy waits for a next time.
function show(html) {
  for (const part of partsOf(new DOMParser().parseFromString(html, "text/html"))) {
    const old = document.getElementById(part.id);
    const looks = part.outerHTML;
    if (!old || came.get(part.id) === looks || isBusy(old)) continue;
    if (old.dataset.say !== part.dataset.say) say(part.dataset.say);
    swap(old, part);
    came.set(part.id, looks);
  }
}

async function refresh() {
  const answer = await fetch(live.dataset.refresh, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  show(await answer.text());
}

async function round() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    say("Het lukt nu niet om de cijfers te verversen.");
  }
  setTimeout(round, EVERY);
}

// Words only: bars and links would come out as nothing, or lead into these pages from elsewhere.
const filled = (row) => [...row.cells].filter((cell) => !cell.classList.contains("bar-cell"));
const wordsOf = (table) => [...table.rows].map((row) => filled(row).map((cell) => cell.textContent.trim()));

// As a table for a text, and with tabs for a spreadsheet.
function forClipboard(rows) {
  const table = document.createElement("table");
  for (const row of rows) row.forEach(addTo(table.insertRow()));
  const kinds = { "text/html": table.outerHTML, "text/plain": rows.map((row) => row.join("\t")).join("\n") };
  const blobs = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
  return new ClipboardItem(Object.fromEntries(blobs));
}

const addTo = (row) => (words) => (row.insertCell().textContent = words);

async function copy({ currentTarget: button }) {
  try {
    await navigator.clipboard.write([forClipboard(wordsOf(document.getElementById(button.dataset.copies)))]);
    say("De tabel staat op het klembord.");
    button.textContent = "Gekopieerd";
  } catch {
    say("Kopiëren lukt niet in deze browser. Neem het CSV-bestand.");
  }
}

// Only where the browser has a clipboard for us.
function offerCopies(root) {
  if (!navigator.clipboard?.write) return;
  for (const button of root.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", copy);
  }
}

for (const part of partsOf(live)) came.set(part.id, part.outerHTML);
offerCopies(live);
setTimeout(round, EVERY);
