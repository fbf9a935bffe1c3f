/*
 * What is half typed is kept: on the server a moment after typing stops and when the page goes away, and in this
 * browser for as long as the server has not said that it has it (logged out, no network). The server alone gives it
 * back: what this browser still has is sent there first. Nothing that was typed later is ever overwritten.
 */
(() => {
  "use strict";
  const PAUSE = 2000;
  const RETRY = 15000;
  const OLD = 60 * 24 * 3600 * 1000;
  const MOST_KEEPALIVE = 60000; // bytes that a browser sends after a page has gone
  const TOO_LONG = "Dit is te lang om tussendoor te bewaren. Bewaar het als concept.";
  const AWAY = "Geen verbinding. Wat je typt, blijft op dit apparaat bewaard.";
  const LOGGED_OUT = "Je bent uitgelogd. Wat je typt, blijft op dit apparaat bewaard.";
  const NOT_TYPED = new Set(["csrf_token", "draft", "doe"]);

  const form = document.getElementById("opdracht");
  const token = form.elements.draft;
  const line = form.querySelector("[data-draft-state]");
  const mine = `lobbib-klad:${form.dataset.owner}:`;
  const page = name();
  let base = Number(token.dataset.number);
  let number = base;
  let known = form.hasAttribute("data-typed") ? "" : JSON.stringify(typed());
  let sending = null;
  let underWay = null;
  let timer;
  let leaving = false;

  function name() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function typed() {
    return [...new FormData(form)].filter(([field, value]) => !NOT_TYPED.has(field) && typeof value === "string");
  }

  function say(text, isTrouble = false) {
    if (line.textContent === text) return;
    line.textContent = text;
    line.classList.toggle("is-trouble", isTrouble);
    if (isTrouble) window.lobbib.announce(text);
  }

  // -- In this browser ---------------------------------------------------------------------------------------------

  function put(entry) {
    try { localStorage.setItem(mine + entry.token, JSON.stringify(entry)); } catch { /* full, or not allowed */ }
  }

  // Up to what the server has: what was typed after that stays.
  function drop({ token: kept, number: upTo }) {
    try {
      const entry = JSON.parse(localStorage.getItem(mine + kept));
      if (entry && entry.number <= upTo) localStorage.removeItem(mine + kept);
    } catch { /* not allowed */ }
  }

  // What other pages of the same person left here.
  function left() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(mine)).map(read).filter(Boolean);
    } catch { return []; }
  }

  function read(key) {
    try {
      const entry = JSON.parse(localStorage.getItem(key));
      if (entry.token !== token.value && entry.at > Date.now() - OLD) return entry;
      if (entry.token !== token.value) localStorage.removeItem(key);
    } catch { localStorage.removeItem(key); }
    return null;
  }

  // -- To the server -----------------------------------------------------------------------------------------------

  function send(entry, keepalive = false) {
    const body = new FormData();
    for (const [field, value] of entry.typed) body.append(field, value);
    body.append("draft", entry.token);
    body.append("draft_page", entry.page);
    body.append("draft_number", entry.number);
    body.append("draft_base", entry.base);
    const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
    return fetch(entry.to, { method: "POST", headers, body, keepalive }).then((answer) => answer.status, () => 0);
  }

  function entryOf(fields) {
    number += 1;
    return { token: token.value, page, number, base, typed: fields, to: form.dataset.keep, at: Date.now() };
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    if (leaving || (sending && !keepalive)) return;
    const fields = typed();
    const text = JSON.stringify(fields);
    if (text === known || text === underWay) return;
    underWay = text;
    const entry = entryOf(fields);
    put(entry);
    sending = send(entry, keepalive && text.length < MOST_KEEPALIVE);
    const status = await sending;
    sending = underWay = null;
    await answered(status, entry, text);
  }

  async function answered(status, entry, text) {
    if (status === 200) {
      known = text;
      drop(entry);
      say(`Bewaard om ${new Date().toLocaleTimeString("nl", { hour: "numeric", minute: "2-digit" }).replace(":", ".")}`);
      if (JSON.stringify(typed()) !== known) soon();
    } else if (status === 409 || status === 410) {
      // Another window goes on with it, or it was saved: this one goes on by itself.
      drop(entry);
      token.value = name();
      base = number = 0;
      soon();
    } else if (status === 400 || status === 401) {
      if (await heal()) soon();
    } else {
      say(status === 413 || status === 422 ? TOO_LONG : AWAY, true);
      soon(RETRY);
    }
  }

  // Logged in again elsewhere: take over the new token. Somebody else: keep away.
  async function heal() {
    const fresh = await freshPage();
    if (!fresh) {
      say(LOGGED_OUT, true);
      line.append(" ", Object.assign(document.createElement("a"), { href: "/inloggen", target: "_blank", textContent: "Log in" }));
      return false;
    }
    if (fresh.getElementById("opdracht")?.dataset.owner !== form.dataset.owner) {
      say("Hier is nu iemand anders ingelogd. Wat jij typte, ziet die niet.", true);
      return false;
    }
    const csrf = fresh.querySelector('meta[name="csrf-token"]').content;
    document.querySelector('meta[name="csrf-token"]').content = csrf;
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = csrf;
    return true;
  }

  async function freshPage() {
    const answer = await fetch(form.getAttribute("action")).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function soon(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  // -- When --------------------------------------------------------------------------------------------------------

  const changed = () => { leaving = false; soon(); };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? save(true) : soon(0)));
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("online", () => save());
  window.addEventListener("pageshow", () => { leaving = false; });
  form.addEventListener("submit", () => {
    // The server ends the draft together with the save; until it did, this browser has it.
    clearTimeout(timer);
    leaving = true;
    if (JSON.stringify(typed()) !== known) put(entryOf(typed()));
  });

  // What an earlier page could not bring away goes first; then the server says what it has.
  async function bring() {
    let brought = false;
    for (const entry of left()) brought = (await delivered(entry)) || brought;
    const fresh = brought && (await freshPage())?.getElementById("bewaard");
    if (fresh) document.getElementById("bewaard").replaceChildren(...fresh.childNodes);
  }

  // Whether the server keeps it now.
  async function delivered(entry) {
    const status = await send(entry);
    if (status === 200 || status === 410) drop(entry);
    if (status !== 409 && status !== 403 && status !== 404) return status === 200;
    // Another window went on, or that assignment is closed by now: as a draft of its own.
    const own = { ...entry, token: name(), base: 0, number: 1, to: status === 409 ? entry.to : form.dataset.keepNew };
    put(own);
    drop(entry);
    const kept = (await send(own)) === 200;
    if (kept) drop(own);
    return kept;
  }

  bring();
  if (form.hasAttribute("data-typed")) soon(0);
})();
