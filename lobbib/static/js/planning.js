/*
 * The board of the LOB-jaarplanning: a card is dragged by its handle, by mouse or finger, or moved with the arrow keys on
 * it. The server answers with the board as it now is, colleagues' changes included. Without this file the handle is a link
 * to a form.
 */
(() => {
  "use strict";

  const FAR = 6;
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  let busy = false;
  let drag = null;

  const board = () => document.querySelector('[data-part="board"]');

  async function move(card, cell) {
    const form = document.querySelector("[data-move-form]");
    if (busy || !form || cell === card.closest("td")) return;
    busy = true;
    const [classType, period] = cell.dataset.place.split("-");
    form.action = `/jaarplanning/${card.id.slice(1)}/verplaatsen`;
    Object.assign(form.elements.class_type, { value: classType });
    Object.assign(form.elements.period, { value: period });
    Object.assign(form.elements.version, { value: card.dataset.version });
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-Lobbib-Parts": "1" },
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    busy = false;
    // Whatever is not a plain success is a page of its own: a colleague's change, a refusal, a login.
    if (!answer?.ok || !answer.redirected || !answer.url.includes("/jaarplanning")) return form.submit();
    show(await answer.text());
    document.querySelector(`#${card.id} .card__move`)?.focus();
    window.lobbib.announce(`Verplaatst naar ${cell.dataset.name}`);
  }

  function show(text) {
    const parts = new DOMParser().parseFromString(text, "text/html");
    board().replaceWith(parts.querySelector('[data-part="board"]'));
    document.querySelector("main > .flashes").replaceChildren(...parts.querySelector(".flashes").childNodes);
  }

  function beside(cell, [down, right]) {
    const row = cell.parentElement;
    const cells = [...row.querySelectorAll("td")];
    const rows = [...row.parentElement.children];
    const target = rows[rows.indexOf(row) + down];
    return target?.querySelectorAll("td")[cells.indexOf(cell) + right];
  }

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.(".card__move");
    if (event.key === "Escape" && drag) return drop(null);
    if (!handle || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const cell = beside(handle.closest("td"), STEPS[event.key]);
    if (cell) move(handle.closest(".card"), cell);
  });

  // Pointer events, because a finger does not start the browser's own dragging.
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".card__move");
    if (!handle || event.button) return;
    drag = { handle, card: handle.closest(".card"), x: event.clientX, y: event.clientY, ghost: null, cell: null };
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(".card__move")) event.preventDefault();
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    drag.ghost ??= lift(drag.card);
    drag.ghost.style.left = `${event.clientX - drag.ghost.offsetWidth + 14}px`;
    drag.ghost.style.top = `${event.clientY - 14}px`;
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-place]") ?? null;
    if (cell !== drag.cell) {
      drag.cell?.classList.remove("board__target");
      cell?.classList.add("board__target");
      drag.cell = cell;
    }
    const edge = event.clientY < 60 ? -14 : event.clientY > window.innerHeight - 60 ? 14 : 0;
    if (edge) window.scrollBy(0, edge);
  });

  function lift(card) {
    const ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.style.width = `${card.offsetWidth}px`;
    ghost.classList.add("card--dragged");
    document.body.append(ghost);
    return ghost;
  }

  function drop(cell, clicks = true) {
    const { card, ghost, handle } = drag;
    drag.cell?.classList.remove("board__target");
    ghost?.remove();
    drag = null;
    // The click that ends a drag is no click on the link; a later one is, so we do not wait for it. A touch that
    // the system takes over ends without one.
    if (ghost && clicks) {
      const stay = (event) => event.preventDefault();
      handle.addEventListener("click", stay);
      setTimeout(() => handle.removeEventListener("click", stay), 50);
    }
    if (ghost && cell) move(card, cell);
  }
  document.addEventListener("pointerup", () => { if (drag) drop(drag.cell); });
  document.addEventListener("pointercancel", () => { if (drag) drop(null, false); });

  document.querySelector("[data-board-filters]")?.addEventListener("change", (event) => event.currentTarget.requestSubmit());
})();
