/* The form for an assignment: questions come, go and move without a round trip; two gentle reactions to choices. */
(() => {
  "use strict";
  const form = document.getElementById("opdracht");
  const list = form.querySelector(".question-list");
  const rows = () => [...list.children];
  const input = (row) => row.querySelector("input");

  function renumber() {
    rows().forEach((row, index) => {
      row.querySelector("label").htmlFor = input(row).id = `question-${index}`;
      row.querySelector("label").textContent = `Vraag ${index + 1}`;
      for (const button of row.querySelectorAll("button")) {
        button.value = button.value.replace(/\d+$/, index);
        button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\d+/, index + 1));
      }
    });
  }

  const act = {
    erbij() {
      const row = list.lastElementChild.cloneNode(true);
      input(row).value = "";
      list.append(row);
      return row;
    },
    weg(row) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (!next) { input(row).value = ""; return row; }
      row.remove();
      return next;
    },
    omhoog(row) { row.previousElementSibling?.before(row); return row; },
    omlaag(row) { row.nextElementSibling?.after(row); return row; },
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="doe"]');
    const [verb] = (button?.value ?? "").split(":");
    if (!(verb in act)) return;
    event.preventDefault();
    const row = act[verb](button.closest(".question-row"));
    renumber();
    input(row).focus();
    window.lobbib.announce(`Vraag ${rows().indexOf(row) + 1} van ${rows().length}`);
  });

  const chosen = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)];

  form.addEventListener("change", ({ target }) => {
    if (target.name === "competencies") {
      document.getElementById("veel-gekozen").hidden = chosen("competencies").length <= 2;
    }
    if (target.name === "tracks" && target.checked) {
      const every = target.value === "alle";
      for (const other of chosen("tracks")) if ((other.value === "alle") !== every) other.checked = false;
    }
  });
})();
