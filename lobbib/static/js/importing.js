/*
 * A folder is sent a few files at a time, with a bar that shows how far it is; what is too big is named and not sent.
 * Without script the form sends all of it at once. On the page of an import: ask again how far it is.
 */
(() => {
  "use strict";
  const BATCH_FILES = 20;
  const BATCH_BYTES = 8 * 2 ** 20;
  const PAUSE = 1500;
  const LOST = "Het versturen lukte niet. Kijk of je verbinding hebt en probeer het opnieuw. Wat al verstuurd was, hoeft niet nog eens.";

  const placeOf = (file) => file.webkitRelativePath || file.name;
  const isHidden = (path) => path.split("/").some((step) => step.startsWith(".") || step.startsWith("~$"));

  function batches(files) {
    const found = [];
    let size = Infinity;
    for (const file of files) {
      const last = found.at(-1);
      if (!last || last.length >= BATCH_FILES || size + file.size > BATCH_BYTES) { found.push([file]); size = file.size; }
      else { last.push(file); size += file.size; }
    }
    return found;
  }

  // Resolves to the request when it was answered well, else to null.
  function send(address, body, progress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.upload.onprogress = ({ loaded }) => progress(loaded);
      request.onload = () => resolve(request.status < 400 ? request : null);
      request.onerror = () => resolve(null);
      request.send(body);
    });
  }

  const form = document.getElementById("import");
  if (form) {
    const error = document.getElementById("file-error");
    const bar = document.getElementById("voortgang-balk");
    const most = Number(form.dataset.most);
    const complain = (text) => { error.hidden = !text; error.querySelector("span").textContent = text; };

    // A file that is too big is cut off just past the limit: the server refuses it by its own rule, and names it.
    const sendable = (file) => (file.size > most && !/\.zip$/i.test(file.name) ? file.slice(0, most + 1) : file);

    function bodyOf(files) {
      const body = new FormData();
      body.set("csrf_token", form.elements.csrf_token.value);
      body.set("origin", form.elements.origin.value);
      for (const file of files) {
        body.append("pad", placeOf(file));
        body.append("file", sendable(file), file.name);
      }
      return body;
    }

    form.addEventListener("submit", async (event) => {
      const files = [...form.elements.map.files, ...form.elements.file.files].filter((file) => !isHidden(placeOf(file)));
      files.sort((one, other) => placeOf(one).localeCompare(placeOf(other), "nl"));
      if (!files.length) return;
      if (files.length > Number(form.dataset.mostFiles)) {
        event.preventDefault();
        complain(`Dit zijn ${files.length} bestanden. Neem er hoogstens ${form.dataset.mostFiles} tegelijk mee.`);
        return;
      }
      event.preventDefault();
      complain("");
      const total = files.reduce((sum, file) => sum + Math.min(file.size, most), 0) || 1;
      const button = form.querySelector("[type=submit]");
      const stay = (leaving) => leaving.preventDefault();
      document.getElementById("voortgang").hidden = false;
      button.disabled = true;
      window.addEventListener("beforeunload", stay);
      let [done, page] = [0, ""];
      for (const batch of batches(files)) {
        const request = await send(page ? `${page}/bestanden` : form.getAttribute("action") ?? location.pathname, bodyOf(batch), (loaded) => { bar.value = ((done + loaded) / total) * 100; });
        if (!request) break;
        page = new URL(request.responseURL).pathname;
        done += batch.reduce((sum, file) => sum + Math.min(file.size, most), 0);
      }
      window.removeEventListener("beforeunload", stay);
      if (page && done >= total - 1) { location.assign(page); return; }
      document.getElementById("voortgang").hidden = true;
      button.disabled = false;
      complain(LOST);
    });
  }

  const stand = () => document.getElementById("stand");

  async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const newest = page.getElementById("stand");
      if (!newest) return;
      // Nobody is moved while they look through what is there: only the bar and its numbers change.
      if (newest.hasAttribute("data-bezig")) {
        const count = newest.querySelector(".review__count");
        stand().querySelector(".review__count").textContent = count.textContent;
        stand().querySelector("progress").value = newest.querySelector("progress").value;
        stand().querySelector("progress").max = newest.querySelector("progress").max;
        if (!document.querySelector(".review") && page.querySelector(".review")) { location.reload(); return; }
      } else if (document.querySelector(".reviews")?.contains(document.activeElement)) {
        stand().replaceWith(newest);
        window.lobbib.announce("Alle bestanden zijn gelezen.");
        return;
      } else { location.reload(); return; }
    }
    setTimeout(refresh, PAUSE);
  }

  if (stand()?.hasAttribute("data-bezig")) setTimeout(refresh, PAUSE);
})();
