// Makes easier what already works without it. Nothing here is needed to answer.

document.documentElement.classList.add("js");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

// "Geen van deze" and the other answers take each other's tick away.
document.addEventListener("change", ({ target }) => {
  const group = target.closest("[data-exclusive]");
  if (!group || !target.checked) return;
  const alone = group.dataset.exclusive.split(" ");
  const clears = (box) => box !== target && (alone.includes(target.value) || alone.includes(box.value));
  for (const box of all("input[type=checkbox]", group).filter(clears)) box.checked = false;
});

// The counter is silent until three quarters, speaks after a pause, and never blocks.
for (const box of all("[data-limit]")) {
  const limit = Number(box.dataset.limit);
  const shown = document.getElementById(`${box.name}-counter`);
  const spoken = document.getElementById(`${box.name}-counter-live`);
  const signs = (count) => `${count.toLocaleString("nl-NL")} ${count === 1 ? "teken" : "tekens"}`;
  const words = (left) => {
    if (left < 0) return `${signs(-left)} te veel`;
    return box.value.length >= limit * 0.75 ? `Nog ${signs(left)}` : "";
  };
  let pause;
  const update = () => {
    const left = limit - box.value.length;
    shown.textContent = words(left);
    shown.classList.toggle("counter--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = words(left); }, 1000);
  };
  box.addEventListener("input", update);
  update();
}

// A list grows by one box at a time; without JavaScript an empty one comes with each save.
function growing(list) {
  const more = element("button", { type: "button", className: "button--link", textContent: "Nog een" });
  const lines = () => all("input", list);
  const update = () => { more.hidden = lines().length >= Number(list.dataset.mostLines); };
  more.addEventListener("click", () => {
    const last = lines().at(-1);
    const number = lines().length + 1;
    const id = last.id.replace(/\d+$/, number);
    const line = element("input", { className: "input", type: "text", name: last.name, id });
    line.setAttribute("aria-label", `Voorbeeld ${number}`);
    last.after(line);
    line.focus();
    update();
  });
  list.after(more);
  update();
}

// Ranking: tap in order. The selects stay the bearer of the answer.
const ORDINALS = ["eerste", "tweede", "derde", "vierde", "vijfde"];

function tapInOrder(box) {
  const selects = all("select", box);
  const detail = box.nextElementSibling?.matches(".detail") ? box.nextElementSibling : null;
  const list = element("ul", { className: "taps" });
  const state = element("div", { className: "taps-state" });
  const status = element("span");
  status.setAttribute("role", "status");
  const again = element("button", { type: "button", className: "button--link", textContent: "Opnieuw kiezen" });
  state.append(status, again);

  const ranked = () => selects.map((select) => select.value).filter(Boolean);
  const rank = (codes) => {
    selects.forEach((select, place) => { select.value = codes[place] ?? ""; });
    draw();
  };

  const taps = [...selects[0].options].filter((option) => option.value).map((option) => {
    const button = element("button", { type: "button", className: "choice" });
    const place = element("span", { className: "place" });
    place.setAttribute("aria-hidden", "true");
    const spoken = element("span", { className: "visually-hidden" });
    button.append(place, element("span", { textContent: option.text }), spoken);
    const item = element("li");
    item.append(button);
    list.append(item);
    button.addEventListener("click", () => tap(option.value));
    return { button, place, spoken, code: option.value };
  });

  function tap(code) {
    const codes = ranked();
    if (codes.includes(code)) rank(codes.filter((other) => other !== code));
    else if (codes.length < selects.length) rank([...codes, code]);
    else status.textContent = "U heeft ze alle gekozen. Tik een gekozen antwoord aan om het weg te halen.";
  }

  function draw() {
    const codes = ranked();
    for (const { button, place, spoken, code } of taps) {
      const at = codes.indexOf(code);
      button.setAttribute("aria-pressed", String(at >= 0));
      place.textContent = at >= 0 ? at + 1 : "";
      spoken.textContent = at >= 0 ? `, gekozen als ${ORDINALS[at]}` : "";
    }
    const complete = `Uw top ${selects.length} is compleet.`;
    status.textContent = codes.length === selects.length ? complete : `Kies nu de ${ORDINALS[codes.length]}.`;
    again.hidden = codes.length === 0;
    detail?.classList.toggle("is-chosen", codes.includes(detail.dataset.option));
  }

  again.addEventListener("click", () => { rank([]); taps[0].button.focus(); });
  box.append(list, state);
  // What was chosen twice without JavaScript has one place here.
  rank([...new Set(ranked())]);
}

all("[data-most-lines]").forEach(growing);
all("[data-ranking]").forEach(tapInOrder);

// A message above the form gets the attention; its links put the cursor in the box.
document.querySelector(".message[tabindex]")?.focus();
for (const link of all('.message a[href^="#"]')) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    const place = target?.closest(".question") ?? target;
    const boxes = all("input:not([type=hidden]), select, textarea", target ?? place).concat(all("button", place));
    const visible = boxes.filter((candidate) => candidate.offsetParent);
    const box = visible.find((candidate) => candidate.ariaInvalid === "true") ?? visible[0];
    if (!box) return;
    event.preventDefault();
    (target.offsetParent ? target : place).scrollIntoView();
    box.focus({ preventScroll: true });
  });
}

// A second click within four seconds is the same click.
for (const form of all("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
