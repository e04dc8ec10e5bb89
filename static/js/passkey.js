// A passkey as the second step of signing in: asks the browser for it and posts the answer with the form.

const form = document.querySelector("form[data-passkey]");
const { publicKey } = Object.values(JSON.parse(document.getElementById("passkey-options").textContent))[0];
const failed = form.querySelector("p[role=alert][hidden]");

function toBytes(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = ({ id, ...rest }) => ({ ...rest, id: toBytes(id) });

function options() {
  const challenge = toBytes(publicKey.challenge);
  if (form.dataset.passkey === "get") {
    return { ...publicKey, challenge, allowCredentials: publicKey.allowCredentials.map(named) };
  }
  const excludeCredentials = (publicKey.excludeCredentials ?? []).map(named);
  return { ...publicKey, challenge, user: named(publicKey.user), excludeCredentials };
}

// What the server reads of an answer: each buffer as text.
function written(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((name) => credential.response[name]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(given.map((name) => [name, toText(credential.response[name])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  failed.hidden = true;
  try {
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: options() });
    form.elements.credential.value = written(credential);
    form.submit();
  } catch {
    failed.hidden = false;
  }
});
