/* A star goes on or off without a new page. Without this file, or when it fails, its form does it. */
(() => {
  "use strict";

  const WORDS = { 0: "Haal uit mijn favorieten", 1: "Zet bij mijn favorieten" };
  const SAID = { 0: "Staat bij je favorieten", 1: "Staat niet meer bij je favorieten" };
  let byForm = false;

  async function toggle(form, button) {
    button.disabled = true;
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body, headers: { "X-Lobbib-Star": "1" }, redirect: "manual" });
      if (answer.status !== 204) throw new Error();
      button.value = button.value === "1" ? "0" : "1";
      button.querySelector("[data-star-words]").textContent = WORDS[button.value];
      button.disabled = false;
      button.focus();
      window.lobbib.announce(SAID[button.value]);
    } catch {
      button.disabled = false;
      byForm = true;
      form.requestSubmit(button);
    }
  }

  // Before lobbib.js notes that the form is under way: it is not.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (byForm || !button?.matches("[data-star]")) return;
    event.preventDefault();
    toggle(event.target, button);
  }, { capture: true });
  window.addEventListener("pageshow", () => { byForm = false; });
})();
