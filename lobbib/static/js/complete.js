/*
 * Words and titles under the search field while somebody types: a combobox with a list, by keyboard
 * or touch. A word is searched for, a title leads to its assignment. Without this file the field is
 * an ordinary search field. Needs data-complete="address" on it.
 */
(() => {
  "use strict";

  const PAUSE = 120;
  const field = document.querySelector("input[data-complete]");
  if (!field) return;
  const list = document.createElement("div");
  let active = -1;
  let timer;
  let asked = "";

  list.className = "completions";
  list.id = "aanvullingen";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Aanvullingen");
  list.hidden = true;
  field.after(list);
  // A searchbox may not be a combobox; a text field may.
  field.type = "text";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) field.setAttribute(name, value);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    list.hidden = true;
    activate(-1);
    field.setAttribute("aria-expanded", "false");
  }

  function activate(place) {
    active = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options()[place].id);
      options()[place].scrollIntoView({ block: "nearest" });
    }
  }

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  }

  function titlesUnder(heading, titles) {
    const group = element("div", { role: "group", "aria-labelledby": "aanvulling-titels" },
      element("span", { id: "aanvulling-titels", class: "completions__heading" }, heading));
    for (const { title, school, url } of titles) {
      const option = element("div", { role: "option", "data-url": url }, title);
      if (school) option.append(element("span", { class: "completions__aside" }, ` ${school}`));
      group.append(option);
    }
    return group;
  }

  function show({ words, titles }) {
    list.replaceChildren(...words.map((word) => element("div", { role: "option" }, word)));
    if (titles.length) list.append(titlesUnder("Naar een opdracht", titles));
    options().forEach((option, at) => { option.id = `aanvulling-${at}`; });
    activate(-1);
    list.hidden = options().length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const typed = asked = field.value;
    try {
      const answer = await fetch(`${field.dataset.complete}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok || answer.redirected) return close();
      const found = await answer.json();
      // Something else may have been typed, or the field left, while this answer came in.
      if (asked === typed && field.value === typed && document.activeElement === field) show(found);
    } catch {
      close();
    }
  }

  function choose(option) {
    if (option.dataset.url) return location.assign(option.dataset.url);
    field.value = option.textContent;
    close();
    field.focus();
    field.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Enter") {
      if (!list.hidden && active >= 0) {
        event.preventDefault();
        return choose(options()[active]);
      }
      return close();
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // From the field through the options and back to the field.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const place = (active + 1 + step + count + 1) % (count + 1);
      activate(place - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", close);
  // The field keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
})();
