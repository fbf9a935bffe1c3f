/* A button that prints, where there is script; the hint about the keys otherwise. */
(() => {
  "use strict";
  const button = document.querySelector("[data-print]");
  button.hidden = false;
  document.querySelector("[data-print-hint]").hidden = true;
  button.addEventListener("click", () => window.print());
})();
