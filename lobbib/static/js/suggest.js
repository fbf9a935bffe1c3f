/*
 * Suggestions while typing: one question to the API each time that typing pauses, and an older one is dropped. Every
 * offer is a button that chooses one thing, nothing is chosen by itself. A closed question gets a hint and an open
 * start, which can be put back. Without this file the same buttons ask the server.
 */
(() => {
  "use strict";
  const PAUSE = 500;
  const BEFORE = { years: "Klas ", subjects: "Vak: ", activity: "Werkvorm: " };
  const form = document.getElementById("opdracht");
  const blueprint = form.querySelector("template[data-offer]");
  const place = (name) => form.querySelector(`[data-suggest="${name}"]`);
  const input = (name, value) => form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
  const rows = () => [...form.querySelectorAll("[name=questions]")];
  let timer;
  let asking;
  let asked = "";
  let told = "";

  const make = (tag, className, ...children) => {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...children);
    return element;
  };

  function typed() {
    const text = (name) => form.elements[name].value.slice(0, form.elements[name].maxLength > 0 ? form.elements[name].maxLength : 20000);
    return {
      title: text("title"), summary: text("summary"), body: text("body"),
      questions: rows().map((row) => row.value), id: Number(form.dataset.id) || null,
    };
  }

  async function ask() {
    const lesson = JSON.stringify(typed());
    if (lesson === asked) return;
    asking?.abort();
    const mine = asking = new AbortController();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
    const answer = await fetch(form.dataset.ask, { method: "POST", headers, body: lesson, signal: mine.signal }).catch(() => null);
    if (!answer?.ok || asking !== mine) return;
    const found = await answer.json().catch(() => null);
    if (!found || asking !== mine) return;
    asked = lesson;
    show(found);
  }

  // -- Tags --------------------------------------------------------------------------------------------------------

  const isChosen = ({ field, value }) => {
    const one = input(field, value);
    return one ? one.checked : Boolean(form.elements[field].value);
  };

  function label({ field, value }) {
    if (field === "minutes") return `${value} minuten`;
    if (field === "competencies") return input(field, value).closest("label").querySelector(".competency-choice__name").textContent;
    if (field === "tracks") return `Niveau: alleen ${listed(value.split("+").map((one) => input(field, one).closest("label").textContent.trim()))}`;
    const short = input(field, value)?.closest("[data-short]")?.dataset.short;
    if (short) return short;
    const own = field === "activity" ? form.elements.activity.querySelector(`[value="${value}"]`) : input(field, value)?.closest("label");
    return `${BEFORE[field] ?? ""}${own?.textContent.trim() ?? value}`;
  }

  const listed = (words) => words.join(", ").replace(/, (?=[^,]*$)/, " en ");

  // A competence wears its own colour and icon, as everywhere.
  function face(one) {
    if (one.field !== "competencies") return label(one);
    const symbol = input(one.field, one.value).closest("label").querySelector(".icon").cloneNode(true);
    return make("span", `chip chip--competency c-${one.value}`, symbol, make("span", "", label(one)));
  }

  function words(before, because) {
    const all = make("span", "offer__because", before);
    because.forEach((word, at) => {
      if (at) all.append(at === because.length - 1 ? " en " : ", ");
      all.append(make("strong", "", word));
    });
    return all;
  }

  function offer(one) {
    const item = blueprint.content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    button.value = `kies:${one.field}:${one.value}`;
    const name = button.querySelector(".offer__label");
    name.replaceChildren(face(one));
    if (one.note) name.after(" ", make("span", "offer__because", one.note));
    else if (one.because.length) name.after(" ", words("door ", one.because));
    return item;
  }

  function alike(one) {
    const item = form.querySelector("template[data-alike]").content.firstElementChild.cloneNode(true);
    item.querySelector("a").href = one.url;
    item.querySelector(".alike__title").textContent = one.title;
    item.querySelector(".offer__because").textContent = one.whence;
    item.querySelector(".alike__because").replaceWith(make("p", "alike__because", words("ook over ", one.because)));
    item.querySelector("button").setAttribute("formaction", one.adapt);
    return item;
  }

  function put(name, items, title = place(name).dataset.title) {
    const room = place(name);
    // Who is about to press one keeps it under the finger.
    if (room.contains(document.activeElement)) return;
    room.replaceChildren();
    if (!items.length) return;
    const box = make("div", "hint hint--suggestion");
    if (title) box.append(make("p", "hint__title", title));
    box.append(make("ul", "offers", ...items));
    room.append(box);
  }

  // What comes above the field in which somebody types pushes it nowhere.
  function still(change) {
    const typing = document.activeElement;
    const before = typing.getBoundingClientRect().top;
    change();
    const moved = typing.getBoundingClientRect().top - before;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  }

  // Those that the text names, together, while nobody has chosen among the school's.
  function tracksOf(named) {
    const values = Object.keys(named).filter((value) => input("tracks", value));
    const boxes = [...form.querySelectorAll("[name=tracks]")];
    const asBegun = boxes.every((box) => box.checked === box.defaultChecked) && !form.dataset.id;
    if (!values.length || !asBegun || values.length === boxes.filter((box) => box.checked).length) return [];
    return [{ field: "tracks", value: values.join("+"), because: [...new Set(values.flatMap((value) => named[value]))] }];
  }

  function ownSubjects(found) {
    const own = place("later").dataset.own.split(" ").filter(Boolean);
    if (form.querySelector("[name=subjects]:checked") || own.some((slug) => found.subjects.includes(slug))) return [];
    return own.map((value) => ({ field: "subjects", value, because: [], note: "jouw vak" }));
  }

  function show(found) {
    const plain = Object.entries(found.because).filter(([field]) => field !== "tracks")
      .flatMap(([field, values]) => Object.entries(values).map(([value, because]) => ({ field, value, because })));
    const tags = found.competencies.map((one) => ({ field: "competencies", ...one }));
    const isFlag = ({ value }) => value === "1";
    const open = [
      ...[...tags, ...plain.filter((one) => one.field === "years" || !isFlag(one))].filter((one) => !isChosen(one)),
      ...ownSubjects(found), ...tracksOf(found.because.tracks),
      ...plain.filter((one) => one.field !== "years" && isFlag(one) && !isChosen(one)),
    ];
    still(() => {
      put("similar", found.similar.map(alike), "Deze lijkt er sterk op");
      put("years", open.filter((one) => one.field === "years").map(offer));
      put("competencies", open.filter((one) => one.field === "competencies").map(offer));
      put("later", open.filter((one) => !["years", "competencies"].includes(one.field)).map(offer));
      showHints(found.closed_questions);
    });
    const news = [...open.map(label), ...found.similar.map((one) => `${one.title} lijkt er sterk op`)].join(", ");
    if (news && news !== told) window.lobbib.announce(`Voorstellen: ${news}`);
    told = news;
  }

  function choose(button) {
    const [, field, value] = button.value.split(":");
    const one = input(field, value.split("+")[0]);
    if (field === "tracks") for (const box of form.querySelectorAll("[name=tracks]")) box.checked = value.split("+").includes(box.value);
    else if (one) one.checked = true;
    else form.elements[field].value = value;
    (one ?? form.elements[field]).dispatchEvent(new Event("change", { bubbles: true }));
    window.lobbib.announce(`Gekozen: ${button.querySelector(".offer__label").textContent}`);
    const item = button.closest("li");
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button");
    if (next) item.remove();
    else item.closest("[data-suggest]").replaceChildren();
    // The focus stays in the neighbourhood.
    (next ?? (one?.offsetParent ? one : form.querySelector(".disclosure:not(.deck, .disclosure--small) > summary"))).focus({ preventScroll: true });
  }

  // -- Questions ---------------------------------------------------------------------------------------------------

  function showHints(closed) {
    rows().forEach((row, at) => {
      const room = row.closest(".question-row").querySelector("[data-suggest]");
      const found = closed.find(({ index }) => index === at);
      if (room.contains(document.activeElement) || room.querySelector("[data-back]")) return;
      const before = room.textContent;
      room.replaceChildren();
      row.removeAttribute("aria-describedby");
      if (!found) return;
      const starts = found.better ? [found.better] : found.starts.map((start) => `${start} …`);
      const box = make("div", "hint hint--tip", make("p", "", found.hint), ...starts.map(start));
      box.id = `${row.id}-hint`;
      row.setAttribute("aria-describedby", box.id);
      room.append(box);
      if (!before) window.lobbib.announce(`Vraag ${at + 1}: ${found.hint}`);
    });
  }

  function start(text) {
    const button = make("button", "offer", make("span", "offer__label", text));
    Object.assign(button, { type: "button" });
    button.dataset.start = text;
    return button;
  }

  function write(row, text) {
    row.focus();
    row.select();
    // Like typing, so that Ctrl+Z works too.
    if (!document.execCommand("insertText", false, text)) {
      row.value = text;
      row.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function reopen(button) {
    const line = button.closest(".question-row");
    const row = line.querySelector("textarea");
    const before = row.value;
    write(row, button.dataset.start.replace(/…$/, ""));
    const back = start(`Zet terug: ${before}`);
    back.dataset.back = before;
    line.querySelector("[data-suggest]").replaceChildren(back);
    row.removeAttribute("aria-describedby");
  }

  function putBack(button) {
    const line = button.closest(".question-row");
    const before = button.dataset.back;
    line.querySelector("[data-suggest]").replaceChildren();
    write(line.querySelector("textarea"), before);
  }

  function pick(button) {
    const question = button.querySelector(".offer__label").textContent;
    let row = rows().find((one) => !one.value.trim());
    if (!row) {
      const count = rows().length;
      form.querySelector('button[name=doe][value="erbij"]').click();
      if (rows().length > count) row = rows().at(-1);
    }
    if (!row) return;
    write(row, question);
    button.closest("li").remove();
    window.lobbib.announce("De vraag staat erbij.");
  }

  // -- When --------------------------------------------------------------------------------------------------------

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const act = button.dataset.back !== undefined ? putBack : button.dataset.start ? reopen
      : button.value.startsWith("kies:") ? choose : button.value.startsWith("vraag:") ? pick : null;
    if (!act) return;
    event.preventDefault();
    act(button);
  });

  const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[name=questions]")) target.closest(".question-row").querySelector("[data-back]")?.remove();
    if (target.matches("[name=title], [name=body], [name=summary], [name=questions]")) later();
  });
  // What was typed before, and came back, is worth a look at once.
  if (form.hasAttribute("data-typed")) later();
})();
