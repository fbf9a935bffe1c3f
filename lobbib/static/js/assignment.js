/* The form for an assignment: gentle reactions to choices. Questions, drafts, pasting: each in a file of its own. */
(() => {
  "use strict";
  const form = document.getElementById("opdracht");
  const chosen = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)];
  const labels = (name) => chosen(name).map((input) => input.closest("label").innerText.trim()).join(", ");

  form.addEventListener("change", ({ target }) => {
    if (target.name === "competencies") {
      document.getElementById("veel-gekozen").hidden = chosen("competencies").length <= 2;
    }
    if (target.name === "tracks" && target.checked) {
      const every = target.value === "alle";
      for (const other of chosen("tracks")) if ((other.value === "alle") !== every) other.checked = false;
    }
    if (target.closest(".later")) sayLater();
  });

  // What is folded away stays in sight on one line, as the server wrote it.
  function sayLater() {
    const activity = form.elements.activity.selectedOptions[0];
    const minutes = form.elements.minutes.value.trim();
    const parts = [
      labels("subjects") || "nog geen vak",
      activity.value && activity.text,
      minutes && `${minutes} minuten`,
      labels("tracks") || "nog geen niveau",
      labels("visibility"),
    ];
    form.querySelector("[data-later]").textContent = `Nu: ${parts.filter(Boolean).join(" · ")}`;
  }
})();
