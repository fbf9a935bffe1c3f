/*
 * Attachments are sent as soon as they are chosen, one by one, with a bar that shows how far it is; what is too big is
 * said before a byte is sent. Without script the form sends one file.
 */
(() => {
  "use strict";
  const form = document.getElementById("bijlage-erbij");
  if (!form) return;
  const input = form.elements.file;
  const error = document.getElementById("file-error");
  const bar = document.getElementById("voortgang-balk");
  const progress = document.getElementById("voortgang");
  const most = Number(form.dataset.most);
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1).replace(".", ",").replace(",0", "")} MB`;
  const LOST = "Het versturen lukte niet. Kijk of je verbinding hebt en probeer het opnieuw.";
  input.multiple = true;
  form.querySelector("[type=submit]").hidden = true;

  function complain(texts) {
    error.hidden = texts.length === 0;
    error.querySelector("span").textContent = texts.join("\n");
    input.toggleAttribute("aria-invalid", texts.length > 0);
    form.querySelector(".field").classList.toggle("field--error", texts.length > 0);
  }

  // Resolves to the page that answers, or to null.
  function send(file, done, of) {
    return new Promise((resolve) => {
      const body = new FormData(form);
      body.set("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action") ?? location.pathname);
      request.upload.onprogress = ({ loaded, total }) => { bar.value = ((done + loaded / total) / of) * 100; };
      request.onload = () => resolve(new DOMParser().parseFromString(request.responseText, "text/html"));
      request.onerror = () => resolve(null);
      request.send(body);
    });
  }

  function problemIn(answer) {
    if (!answer) return LOST;
    const said = answer.querySelector("#file-error span")?.textContent;
    // Logged out, archived meanwhile, too big for the server: that page says it in its own words.
    return said ?? answer.querySelector("main h1 + p, main .message p, main p")?.textContent ?? LOST;
  }

  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    const fitting = files.filter((file) => file.size > 0 && file.size <= most);
    const problems = files.filter((file) => file.size > most).map((file) => `${file.name} is te groot: ${megabytes(file.size)}. Meer dan ${megabytes(most)} past niet.`);
    problems.push(...files.filter((file) => file.size === 0).map((file) => `${file.name} is leeg.`));
    progress.hidden = fitting.length === 0;
    let newest = null;
    for (const [index, file] of fitting.entries()) {
      progress.querySelector("label").textContent = `${file.name} wordt verstuurd (${index + 1} van ${fitting.length})`;
      const answer = await send(file, index, fitting.length);
      const problem = problemIn(answer);
      if (problem) problems.push(problem);
      if (answer?.getElementById("bijlagen")) newest = answer;
    }
    progress.hidden = true;
    input.value = "";
    if (newest) document.getElementById("bijlagen").replaceChildren(...newest.getElementById("bijlagen").childNodes);
    complain(problems);
    if (!problems.length) window.lobbib.announce(fitting.length === 1 ? "De bijlage staat erbij." : `${fitting.length} bijlagen staan erbij.`);
  });
})();
