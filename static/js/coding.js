// Codes by key and without loading the page again. Without it, every button posts and comes back to the same answer.

const said = document.getElementById("gezegd");
const standing = document.getElementById("voortgang");
const LOST = "Het is niet gelukt. Laad de pagina opnieuw, en kijk of dit antwoord goed staat.";

// The last buttons that were pressed, so that they can be pressed the other way round.
const pressed = [];

document.querySelector("[data-keys]")?.removeAttribute("hidden");

function say(text) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
}

function problem(article, text) {
  article.querySelector(".errornote")?.remove();
  const note = document.createElement("p");
  note.className = "errornote";
  note.setAttribute("role", "alert");
  note.textContent = text;
  article.prepend(note);
}

// After the answer is drawn anew, the focus is on the same button, or on the answer.
function focusAgain(article, key, value) {
  const buttons = [...article.querySelectorAll("button")];
  const same = buttons.find((button) => button.value === value && (button.dataset.key ?? "") === key);
  (same ?? article).focus({ preventScroll: true });
}

async function send(form, button) {
  const article = form.closest("article");
  const fields = new FormData(form, button);
  fields.set("deel", "1");
  const inside = document.activeElement === button;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, redirect: "error" });
    const text = await answer.text();
    if (answer.status === 409) return problem(article, text);
    if (!answer.ok) throw new Error(answer.status);
    const made = document.createElement("div");
    made.innerHTML = text;
    const fresh = made.firstElementChild;
    document.getElementById("cijfers").replaceWith(made.querySelector("#cijfers"));
    article.replaceWith(fresh);
    standing.textContent = fresh.dataset.standing;
    say(fresh.dataset.said);
    if (inside) focusAgain(fresh, button.dataset.key ?? "", button.value);
    else fresh.focus({ preventScroll: true });
  } catch {
    problem(article, LOST);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-code]")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

function press(article, key, remember = true) {
  const button = article.querySelector(`button[data-key="${key}"]`);
  if (!button) return;
  if (remember) pressed.push([article.id, key]);
  button.form.requestSubmit(button);
}

function undo() {
  const last = pressed.pop();
  const article = last && document.getElementById(last[0]);
  if (!article) return;
  article.focus();
  press(article, last[1], false);
}

function step(article, by) {
  const all = [...document.querySelectorAll("article.answer")];
  const next = all[all.indexOf(article) + by];
  if (!next) return say(by > 0 ? "Dit is het laatste antwoord van deze bladzijde." : "Dit is het eerste antwoord van deze bladzijde.");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// Keys count only inside an answer: elsewhere they belong to the reader's own program.
document.addEventListener("keydown", (event) => {
  const article = event.target.closest?.("article.answer");
  if (!article || event.ctrlKey || event.altKey || event.metaKey) return;
  const acts = {
    j: () => step(article, 1),
    ArrowDown: () => step(article, 1),
    k: () => step(article, -1),
    ArrowUp: () => step(article, -1),
    u: undo,
  };
  const act = /^[0-9]$/.test(event.key) ? () => press(article, event.key) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
