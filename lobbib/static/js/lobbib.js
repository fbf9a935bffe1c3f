/*
 * The small, generic part of the script that every page loads (deferred; pages work without it).
 * Features live in files of their own beside this one and may use window.lobbib:
 *   lobbib.announce(text)  says something to a screen reader without moving the focus.
 * Hooks in the HTML:
 *   <details class="menu">             closes with Escape, by a click elsewhere, or when the focus leaves it
 *   <form data-confirm="Weet je …?">   asks before it is sent; also on a submit button
 */
(() => {
  "use strict";

  const close = (menu) => { menu.open = false; };
  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      // Focus inside a closed menu would be lost: back to what opened it.
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      close(menu);
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
  });

  // What can only be copied is selected as soon as somebody goes there.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("input[readonly]")) target.select();
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // A second click while the first is under way would add the same thing twice.
  let underWay = new WeakSet();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (underWay.has(event.target)) event.preventDefault();
    underWay.add(event.target);
  });
  window.addEventListener("pageshow", () => { underWay = new WeakSet(); });

  function announce(text) {
    const region = document.getElementById("announcer");
    if (!region) return;
    region.textContent = "";
    // An unchanged text is not read again; emptying it first, a moment apart, makes it news.
    setTimeout(() => { region.textContent = text; }, 50);
  }

  window.lobbib = { announce };
})();
