/*
 * Live results on /opdrachten: the page is asked again, in parts, while somebody types or ticks.
 * The address in the bar follows, so that it can be copied. Without this file the form just works.
 */
(() => {
  "use strict";

  const PAUSE = 200;
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const field = form.querySelector("#zoek");
  let timer;
  let asking;

  function address() {
    const choices = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) choices.append(name, value);
    return `${form.getAttribute("action")}${choices.size ? `?${choices}` : ""}`;
  }

  async function refresh(url = address()) {
    clearTimeout(timer);
    asking?.abort();
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(url, { headers: { "X-Lobbib-Parts": "1" }, signal: mine.signal });
      // Logged out, or in trouble: let the page itself say so.
      if (answer.redirected || !answer.ok) return location.assign(url);
      const text = await answer.text();
      // A later question may have been asked while this answer came in.
      if (asking === mine) show(url, new DOMParser().parseFromString(text, "text/html"));
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  function show(url, parts) {
    const focused = document.activeElement;
    for (const part of form.querySelectorAll("[data-part]")) {
      const fresh = parts.querySelector(`[data-part="${part.dataset.part}"]`);
      keepFolds(part, fresh);
      part.replaceChildren(...fresh.childNodes);
    }
    if (!focused.isConnected) again(focused)?.focus();
    history.replaceState(null, "", url);
    window.lobbib.announce(form.querySelector("[data-count]").dataset.count);
  }

  // What was folded open stays open.
  function keepFolds(part, fresh) {
    for (const fold of part.querySelectorAll("[data-folded]")) {
      const same = fresh.querySelector(`[data-folded="${fold.dataset.folded}"] details`);
      if (same && fold.querySelector("details").open) same.open = true;
    }
  }

  // The same checkbox, in the new part of the page.
  function again(element) {
    if (!element.name) return null;
    const name = `input[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
    return form.querySelector(name);
  }

  form.addEventListener("input", (event) => {
    if (event.target !== field) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  // A chip, a pin or another proposal of the page: the same search, changed, without a new page.
  function follow(link) {
    const words = new URL(link.href).searchParams.get("q") ?? "";
    history.pushState(null, "", location.href);
    field.value = words;
    field.focus();
    refresh(link.getAttribute("href"));
  }

  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-search-link], a.chip--removable");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    follow(link);
  });
  form.addEventListener("keydown", (event) => {
    const chip = event.target.closest("a.chip--removable");
    if (!chip || (event.key !== "Delete" && event.key !== "Backspace")) return;
    event.preventDefault();
    follow(chip);
  });
  window.addEventListener("popstate", () => location.reload());
  field.addEventListener("chosen", () => refresh());
  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") refresh();
  });
})();
