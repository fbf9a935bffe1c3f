/* "Bekijk voorbeeld" without leaving the page: the server makes the HTML, as it will on the page itself. */
(() => {
  "use strict";
  const button = document.querySelector("[data-preview]");
  const region = document.getElementById("voorbeeld");
  const text = document.getElementById("body");
  const token = document.querySelector('meta[name="csrf-token"]').content;

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(button.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ body: text.value }),
    }).catch(() => null);
    // Without an answer the button does what it does without script.
    if (!answer?.ok || answer.redirected) return submitPlainly();
    region.querySelector(".prose").innerHTML = (await answer.text()) || "<p>Je hebt nog niets getypt.</p>";
    region.hidden = false;
    region.focus();
  });

  function submitPlainly() {
    const command = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    button.form.append(command);
    button.form.submit();
  }
})();
