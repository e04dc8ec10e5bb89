// The sum that a crowd asks for, done while somebody chooses the gemeente. Without it the button works a little later.

const form = document.querySelector("input[name=proof]")?.form;
const state = document.getElementById("proof-status");

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ cost, keyLength, nonce, salt }, counter) {
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const settings = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(settings, key, keyLength * 8));
}

async function solve(parameters) {
  for (let counter = 0; ; counter += 1) {
    const derivedKey = await derive(parameters, counter);
    if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey };
  }
}

async function prove(box) {
  const { challenge } = JSON.parse(atob(box.value));
  const solution = await solve(challenge.parameters);
  box.value = btoa(JSON.stringify({ challenge, solution }));
}

// Only over a secure connection does a browser do sums like this; otherwise the person waits.
if (form && crypto.subtle) {
  let pressed = false;
  let proven = false;
  form.addEventListener("submit", (event) => {
    if (proven) return;
    event.preventDefault();
    pressed = true;
    state.textContent = "Een ogenblik, we gaan zo verder.";
  });
  prove(form.elements.proof)
    .then(() => {
      if (state.textContent && !pressed) state.textContent = "U kunt verder. Druk weer op de knop.";
    })
    .catch(() => {})
    .finally(() => {
      proven = true;
      if (pressed) form.submit();
    });
}
