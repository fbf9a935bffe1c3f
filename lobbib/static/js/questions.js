/*
 * The questions of the form: they come, go and move without a round trip. Enter begins the next one; Backspace in an
 * empty one goes back. Without script the same buttons ask the server.
 */
(() => {
  "use strict";
  const form = document.getElementById("opdracht");
  const list = form.querySelector(".question-list");
  const most = Number(list.dataset.most);
  const rows = () => [...list.children];
  const text = (row) => row.querySelector("textarea");
  const FULL = `Meer dan ${most} vragen past niet.`;

  function renumber() {
    rows().forEach((row, index) => {
      row.querySelector("label").htmlFor = text(row).id = `question-${index}`;
      row.querySelector("label").textContent = `Vraag ${index + 1}`;
      for (const button of row.querySelectorAll("button[name=doe]")) {
        button.value = button.value.replace(/\d+$/, index);
        button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\d+/, index + 1));
      }
    });
  }

  function added(after) {
    if (rows().length >= most) return null;
    const row = list.lastElementChild.cloneNode(true);
    text(row).value = "";
    text(row).style.height = "";
    row.querySelector("[data-suggest]").replaceChildren();
    after.after(row);
    return row;
  }

  const act = {
    erbij: () => added(list.lastElementChild),
    weg(row) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (!next) { text(row).value = ""; return row; }
      row.remove();
      return next;
    },
    omhoog(row) { row.previousElementSibling?.before(row); return row; },
    omlaag(row) { row.nextElementSibling?.after(row); return row; },
  };

  function go(row) {
    if (!row) return window.lobbib.announce(FULL);
    renumber();
    text(row).focus();
    window.lobbib.announce(`Vraag ${rows().indexOf(row) + 1} van ${rows().length}`);
    // What was moved or removed was typed, too.
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="doe"]');
    const [verb] = (button?.value ?? "").split(":");
    if (!(verb in act)) return;
    event.preventDefault();
    go(act[verb](button.closest(".question-row")));
  });

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".question-row");
    if (event.target !== text(row) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const next = row.nextElementSibling;
      go(next && !text(next).value ? next : added(row));
    }
    if (event.key === "Backspace" && !event.target.value && row.previousElementSibling) {
      event.preventDefault();
      const before = row.previousElementSibling;
      row.remove();
      go(before);
    }
  });

  // Several lines at once are several questions.
  list.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    let row = event.target.closest(".question-row");
    for (const line of lines) {
      if (text(row).value) row = added(row);
      if (!row) break;
      text(row).value = line.replace(/^(?:[-•*]|\d+[.)])\s+/, "").slice(0, text(row).maxLength);
    }
    go(row);
  });

  // Browsers that cannot grow a field by themselves.
  if (CSS.supports("field-sizing", "content")) return;
  const grow = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 2}px`; };
  form.addEventListener("input", ({ target }) => { if (target.matches("textarea")) grow(target); });
  form.querySelectorAll("textarea").forEach(grow);
})();
