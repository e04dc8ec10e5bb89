// Keeps the standing of a mailing up to date while it runs. Without it, a link loads the page again.

const EVERY = 4000;
const live = document.getElementById("live");
const said = document.getElementById("live-said");
const again = document.getElementById("live-again");

const standing = () => live.firstElementChild;

// What a screen reader hears changes only with whole tens of percents.
function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

function show(html) {
  const isOpen = live.querySelector("details")?.open;
  live.innerHTML = html;
  const details = live.querySelector("details");
  if (details && isOpen) details.open = true;
  say(standing().dataset.say ?? "");
}

async function refresh() {
  const answer = await fetch(live.dataset.refresh, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  show(await answer.text());
}

// The buttons and the lists belong to the state in which the page was made: at the end it is made anew.
async function round() {
  if (document.hidden || live.contains(document.activeElement)) return wait();
  try {
    await refresh();
  } catch {
    say("Het lukt nu niet om de stand te verversen.");
    return wait();
  }
  if (standing().dataset.refreshes === "ja") return wait();
  say(`${standing().dataset.say ?? ""} Laad de pagina opnieuw voor de knoppen die nu passen.`);
  again.textContent = "Laad de pagina opnieuw";
}

function wait() {
  setTimeout(round, EVERY);
}

wait();
