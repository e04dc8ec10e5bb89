// Saves a page by itself, and keeps in this tab what could not be saved yet. Without it "Verder" saves as well.

"use strict";

(() => {
  const PAUSE = 1000, EVERY = 10_000, PATIENCE = 15_000, LONGEST_WAIT = 60_000;
  const WAITING = "Nog niet bewaard. We proberen het opnieuw.";
  const STAYS = "Er is geen verbinding. Uw antwoorden staan nog op deze pagina. We proberen het opnieuw.";
  // What the form bears for us; nobody typed it.
  const OURS = ["save_id", "revision", "version", "turn", "inserted", "prompted", "back"];

  const draftOf = (path) => `draft:${path}`;
  // A browser that refuses to keep anything takes away a second safety, not the page.
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } };
  const drop = (name) => stored((storage) => storage.removeItem(name));

  // The page that was sent has arrived if this one came after it; a browser's own error page does not load us.
  const sent = stored((storage) => storage.getItem("sent"));
  drop("sent");
  if (sent && document.referrer && new URL(document.referrer).pathname === sent && location.pathname !== sent) {
    drop(draftOf(sent));
  }

  const form = document.getElementById("answers");
  if (!form) return;
  const time = form.querySelector(".actions .hint");
  const banner = Object.assign(document.createElement("p"), { className: "unsaved", role: "status" });
  form.append(banner);

  // `base`: what the server has of this page. `tried`: what was sent last, if nobody knows whether it arrived.
  let base, tried, busy, timer, turn = 0, failures = 0, isOffline = false, isRefused = false, isLeaving = false;

  // The order in which this form sent its saves, for a slow line may turn it round. It grows over all forms of the
  // tab, so that a form that the browser gives back does not begin again.
  function nextTurn() {
    turn = 1 + Math.max(turn, Number(stored((storage) => storage.getItem("turn"))) || 0);
    stored((storage) => storage.setItem("turn", turn));
  }

  nextTurn();
  form.addEventListener("formdata", ({ formData }) => formData.set("turn", turn));

  function answers() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (!OURS.includes(name)) (found[name] ??= []).push(value);
    }
    return found;
  }

  function changed(now = answers()) {
    const names = new Set([...Object.keys(now), ...Object.keys(base)]);
    return [...names].filter((name) => JSON.stringify(now[name]) !== JSON.stringify(base[name]));
  }

  // Only what was changed is kept, so that it does not undo what came in by another tab or device.
  function keepDraft() {
    const now = answers();
    const draft = Object.fromEntries(changed(now).map((name) => [name, now[name] ?? []]));
    if (Object.keys(draft).length === 0) return drop(draftOf(location.pathname));
    return stored((storage) => storage.setItem(draftOf(location.pathname), JSON.stringify(draft)));
  }

  // The lines past the first few were made by "Nog een".
  function grow(boxes, count) {
    for (let number = boxes().length + 1; number <= count; number += 1) {
      const last = boxes().at(-1);
      const line = Object.assign(last.cloneNode(), { id: last.id.replace(/\d+$/, number) });
      line.setAttribute("aria-label", `Voorbeeld ${number}`);
      last.after(line);
    }
  }

  function putBack(name, values) {
    const boxes = () => [...form.elements].filter((box) => box.name === name);
    if (boxes()[0]?.closest("[data-most-lines]")) grow(boxes, values.length);
    boxes().forEach((box, place) => {
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else box.value = values[place] ?? "";
    });
  }

  function say(text, isWell = false) {
    if (banner.textContent !== text) banner.textContent = text;
    banner.classList.toggle("unsaved--well", isWell);
    if (isWell) setTimeout(() => { if (banner.textContent === text) banner.textContent = ""; }, 5000);
  }

  function body() {
    const data = new URLSearchParams(new FormData(form));
    data.set("autosave", "1");
    return data;
  }

  // The same words twice are the same save; others are the next one, also if they were there before.
  function take(now) {
    const words = JSON.stringify(now);
    if (tried !== undefined && tried !== words) nextTurn();
    tried = words;
  }

  function passed() {
    nextTurn();
    tried = undefined;
  }

  // One at a time: what is typed meanwhile is still different afterwards, and goes with the next.
  function save() {
    clearTimeout(timer);
    busy ??= attempt().finally(() => { busy = null; });
    return busy;
  }

  async function attempt() {
    const now = answers();
    if (isRefused || changed(now).length === 0) return;
    keepDraft();
    take(now);
    isOffline = false;
    try {
      const reply = await fetch(location.href, { method: "POST", body: body(), signal: AbortSignal.timeout(PATIENCE) });
      if (reply.status >= 500 || reply.status === 429) failed();
      else await done(now, reply);
    } catch {
      isOffline = true;
      failed();
    }
  }

  function failed() {
    failures += 1;
    say(WAITING);
    timer = setTimeout(save, Math.min(1000 * 2 ** failures, LONGEST_WAIT));
  }

  async function done(now, reply) {
    const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await reply.json() : {};
    passed();
    isRefused = !reply.ok;
    if (reply.ok) base = now;
    keepDraft();
    if (told.message || isRefused) say(told.message || "Niet bewaard. Klik op de knop onderaan om verder te gaan.");
    else if (banner.textContent && changed().length === 0) say("Bewaard.", true);
    failures = 0;
    if (reply.status === 200) await saved(told);
    soon();
  }

  async function saved({ saved_at, address, opened, closed }) {
    const text = `Opgeslagen om ${saved_at}`;
    if (time.textContent !== text) time.textContent = text;
    if (location.pathname !== address) {
      // On the open link the first answer makes the address on which one goes on.
      drop(draftOf(location.pathname));
      history.replaceState(null, "", address + location.search);
      keepDraft();
    }
    for (const question of form.querySelectorAll(".question")) question.hidden = closed.includes(question.id);
    const missing = opened.filter((code) => !document.getElementById(code));
    if (missing.length) await insert(missing).catch(() => {});  // "Verder" shows them as well.
  }

  // A question that is closed stays in the form, with what was typed in it; one that is opened is put in its place.
  async function insert(codes) {
    const reply = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    let before = null, put = [];
    for (const question of page.querySelectorAll("#answers .question")) {
      let here = document.getElementById(question.id);
      if (!here && codes.includes(question.id)) {
        here = document.importNode(question, true);
        const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "inserted", value: here.id });
        here.append(mark);
        if (before) before.after(here);
        else form.querySelector(".question").before(here);
        here.querySelectorAll("[data-ranking]").forEach(tapInOrder);
        put = put.concat([...here.querySelectorAll("[name]")].map((box) => box.name));
      }
      before = here ?? before;
    }
    const now = answers();
    for (const name of put) if (name in now) base[name] ??= now[name];
  }

  function soon() {
    if (failures || isRefused || isLeaving || busy || changed().length === 0) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  // Before the other script looks at the boxes; it comes after this one.
  base = answers();
  const draft = stored((storage) => JSON.parse(storage.getItem(draftOf(location.pathname)))) ?? {};
  for (const [name, values] of Object.entries(draft)) putBack(name, values);
  const isPutBack = changed().length > 0;
  if (!isPutBack) drop(draftOf(location.pathname));

  document.addEventListener("DOMContentLoaded", () => {
    if (isPutBack) {
      say(WAITING);
      save();
    } else base = answers();
    for (const kind of ["change", "click", "focusout"]) form.addEventListener(kind, soon);
    form.addEventListener("input", () => {
      isLeaving = false;
      if (failures) keepDraft();
    });
    setInterval(() => { if (!failures) save(); }, EVERY);
    addEventListener("online", save);
    form.addEventListener("submit", go);
  });

  // Without a connection the page stays, for the browser would show its own instead of it.
  async function go(event) {
    if (event.defaultPrevented) return;
    if (isRefused || (!busy && !isOffline && navigator.onLine)) return leave();
    event.preventDefault();
    await busy;
    if (isOffline && changed().length) await save();
    else isOffline = false;
    isOffline ||= !navigator.onLine;
    delete form.dataset.sent;
    if (!isOffline) form.requestSubmit(event.submitter);
    else say(STAYS);
  }

  function leave() {
    clearTimeout(timer);
    isLeaving = true;
    take(answers());
    keepDraft();
    stored((storage) => storage.setItem("sent", location.pathname));
  }

  addEventListener("pagehide", () => {
    if (isLeaving || isRefused || changed().length === 0) return;
    keepDraft();
    take(answers());
    fetch(location.href, { method: "POST", body: body(), keepalive: true }).catch(() => {});
    passed();
  });

  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isLeaving = false;
    passed();
    soon();
  });
})();
