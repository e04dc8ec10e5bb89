// The import of contacts: says at once that a file is too large, and waits while the worker has it in hand.

const EVERY = 700;
const working = document.getElementById("working");
const form = document.getElementById("kies-bestand");

// The server refuses it too, but only after it was sent.
function isTooLarge(input) {
  return [...(input.files ?? [])].some((file) => file.size > Number(input.dataset.most));
}

if (form) {
  const input = form.querySelector("input[type=file]");
  const note = document.getElementById("te-groot");
  const tell = () => {
    note.hidden = !isTooLarge(input);
  };
  input.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    tell();
    if (!note.hidden) event.preventDefault();
  });
}

async function look() {
  try {
    const answer = await fetch(working.dataset.state, { redirect: "error" });
    if (answer.ok && !(await answer.json()).working) return location.reload();
  } catch {
    // The link on the page does the same.
  }
  setTimeout(look, EVERY);
}

if (working) setTimeout(look, EVERY);
