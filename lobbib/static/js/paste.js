/*
 * Pasting from Word, LibreOffice, Google Docs or a web page into a field marked data-paste: headings, lists, tables,
 * bold, italic and links become Markdown, the rest is dropped. The clipboard's HTML is parsed into a document that is
 * never shown: nothing in it is loaded or run, and what comes out is text in a textarea.
 *   lobbib.markdownOf(html) -> { text, pictures }   pictures: how many were left out
 */
(() => {
  "use strict";
  const MOST = 3_000_000; // letters of HTML; beyond that plain text is pasted
  const LEFT_OUT = "script, style, title, template, svg, math, del, object, .MsoCommentReference, .msocomanchor, .MsoCommentText";
  const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DIV DL DT FIGURE FOOTER FORM HEADER LI MAIN NAV OL P PRE SECTION TABLE UL H1 H2 H3 H4 H5 H6".split(" "));
  const NUMBER = /^\(?(?:\d+|[a-z]|[ivx]+)[.)]/i;

  // Styles are read, never applied: under our policy the browser would complain of each of them.
  const unstyled = (html) => html
    .replace(/<style[^]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)style(\s*=)/gi, "$1data-look$2"));
  const styleOf = (element) => (element.dataset.look ?? "").toLowerCase();
  const styled = (element, pattern) => pattern.test(styleOf(element));

  // -- Inline: runs of text that look the same -----------------------------------------------------------------------

  const PLAIN = { bold: false, italic: false, href: "" };

  function lookOf(element, look) {
    const style = styleOf(element);
    const weight = /(?<![\w-])font-weight:\s*(\w+)/.exec(style)?.[1];
    const slant = /(?<![\w-])font-style:\s*(\w+)/.exec(style)?.[1];
    const href = element.tagName === "A" ? addressOf(element) : "";
    return {
      bold: weight ? /^(bold|bolder|[6-9]00)$/.test(weight) : look.bold || /^(B|STRONG)$/.test(element.tagName),
      italic: slant ? slant !== "normal" : look.italic || /^(I|EM)$/.test(element.tagName),
      href: href || look.href,
    };
  }

  function addressOf(link) {
    const href = (link.getAttribute("href") ?? "").trim();
    if (!/^(https?:\/\/|mailto:)/i.test(href)) return "";
    return href.replace(/[\s<>()\\]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
  }

  function runsOf(node, look, runs) {
    if (node.nodeType === Node.TEXT_NODE) {
      runs.push({ ...look, text: node.data.replace(/[\s\u00a0]+/g, " ") });
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.tagName === "BR") runs.push({ ...PLAIN, text: "\n" });
      else for (const child of node.childNodes) runsOf(child, lookOf(node, look), runs);
    }
    return runs;
  }

  const same = (one, other) => one.href === other.href && (one.href || (one.bold === other.bold && one.italic === other.italic));

  function merged(runs) {
    const found = [];
    for (const run of runs) {
      const last = found.at(-1);
      if (last && (same(last, run) || !run.text.trim())) last.text += run.text;
      else found.push({ ...run });
    }
    return found;
  }

  // Marks must touch a letter on the inside: spaces, and marks of punctuation beside a letter, move out.
  function marked(text, mark, before, after) {
    const [, lead, inner, trail] = /^(\s*)([^]*?)(\s*)$/.exec(text);
    if (!inner || inner.includes("\n")) return text;
    const [, open, core, close] = /^([^\p{L}\p{N}]*)([^]*?)([^\p{L}\p{N}]*)$/u.exec(inner);
    if (!core) return text;
    const letter = /[\p{L}\p{N}]/u;
    const moveOpen = !lead && letter.test(before.at(-1) ?? "") ? open : "";
    const moveClose = !trail && letter.test(after[0] ?? "") ? close : "";
    const kept = inner.slice(moveOpen.length, inner.length - moveClose.length);
    return `${lead}${moveOpen}${mark}${kept}${mark}${moveClose}${trail}`;
  }

  const escaped = (text) => text.replace(/\*(?=\S)|(?<=\S)\*|(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])|\[(?=[^\]]*\]\()/gu, "\\$&");

  function lineOf(runs, plain = false) {
    const pieces = merged(runs);
    const line = pieces.map((run, index) => {
      let text = escaped(run.text);
      const before = pieces[index - 1]?.text ?? "";
      const after = pieces[index + 1]?.text ?? "";
      if (run.href && text.trim()) {
        const [, lead, inner, trail] = /^(\s*)([^]*?)(\s*)$/.exec(text);
        text = `${lead}[${inner.replaceAll("\n", " ").replace(/[[\]]/g, "\\$&")}](${run.href})${trail}`;
      }
      if (run.italic && !plain && !run.href) text = marked(text, "*", before, after);
      if (run.bold && !plain && !run.href) text = marked(text, "**", before, after);
      return text;
    }).join("");
    return line.split("\n").map((part) => part.replace(/ +/g, " ").trim()).join("\n").replace(/^\n+|\n+$/g, "");
  }

  // -- Blocks: { text } or { text, list: level } -----------------------------------------------------------------------

  function blocksOf(node, level, blocks) {
    let runs = [];
    const flush = () => {
      const text = lineOf(runs);
      if (text) blocks.push({ text: text.replace(/^(#{1,6} |>)/gm, "\\$1") });
      runs = [];
    };
    for (const child of node.childNodes) {
      if (!isBlock(child)) { runsOf(child, lookFrom(node), runs); continue; }
      flush();
      block(child, level, blocks);
    }
    flush();
  }

  // Google Docs puts a whole page in <b style="font-weight:normal">: what holds blocks is one itself.
  const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(node.tagName) || holdsBlocks(node));
  const holdsBlocks = (element) => [...element.querySelectorAll("*")].some((inner) => BLOCKS.has(inner.tagName));

  function lookFrom(element) {
    return element.tagName === "BODY" ? PLAIN : lookOf(element, element.parentElement ? lookFrom(element.parentElement) : PLAIN);
  }

  function block(element, level, blocks) {
    const tag = element.tagName;
    if (/^H[1-6]$/.test(tag) || element.matches('[role="heading"], .MsoTitle')) return heading(element, blocks);
    if (tag === "UL" || tag === "OL") return list(element, level, blocks);
    if (tag === "TABLE") return table(element, blocks);
    if (styled(element, /mso-list:\s*l\d+/)) return wordItem(element, blocks);
    blocksOf(element, level, blocks);
  }

  const markersIn = (element) => [...element.querySelectorAll("[data-look]")].filter((one) => styled(one, /mso-list:\s*ignore/));

  function heading(element, blocks) {
    markersIn(element).forEach((marker) => marker.remove());
    const text = lineOf(runsOf(element, PLAIN, []), true).replaceAll("\n", " ");
    const depth = Number(/^H(\d)$/.exec(element.tagName)?.[1] ?? element.ariaLevel ?? 1);
    if (text) blocks.push({ text: `${"#".repeat(depth)} ${text}` });
  }

  function list(element, level, blocks) {
    let number = Number(element.getAttribute("start") ?? 1);
    for (const child of element.children) {
      if (child.tagName === "UL" || child.tagName === "OL") { list(child, level + 1, blocks); continue; }
      const inside = [];
      blocksOf(child, level + 1, inside);
      const own = inside.filter((one) => one.list === undefined);
      const text = own.map((one) => one.text).join("\n");
      if (text) item(text, level, element.tagName === "OL" ? `${number++}.` : "-", blocks);
      blocks.push(...inside.filter((one) => one.list !== undefined));
    }
  }

  function item(text, level, sign, blocks) {
    const indent = "    ".repeat(level);
    blocks.push({ text: `${indent}${sign} ${text.replaceAll("\n", `\n${indent}    `)}`, list: level });
  }

  // Word has no lists, only paragraphs that begin with a marker.
  function wordItem(element, blocks) {
    const markers = markersIn(element);
    const marker = [...markers].map((one) => one.textContent).join("").trim();
    markers.forEach((one) => one.remove());
    const level = Number(/level(\d)/.exec(styleOf(element))?.[1] ?? 1) - 1;
    const text = lineOf(runsOf(element, PLAIN, []));
    const sign = NUMBER.test(marker) ? `${/\d+/.exec(marker)?.[0] ?? 1}.` : "-";
    if (text) item(text, level, sign, blocks);
  }

  function table(element, blocks) {
    const rows = [...element.rows].map((row) => [...row.cells].map(cellOf)).filter((row) => row.some(Boolean));
    const width = Math.max(0, ...rows.map((row) => row.length));
    // One cell, or a frame around a page, is no table.
    if (width < 2 || rows.length < 2) return blocksOf(element, 0, blocks);
    const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, index) => row[index] ?? "").join(" | ")} |`);
    lines.splice(1, 0, `|${" --- |".repeat(width)}`);
    blocks.push({ text: lines.join("\n") });
  }

  function cellOf(cell) {
    const inside = [];
    blocksOf(cell, 0, inside);
    return inside.map((one) => one.text.trim()).join(" ").replaceAll("\n", " ").replaceAll("|", "\\|");
  }

  function markdownOf(html) {
    const body = new DOMParser().parseFromString(unstyled(html), "text/html").body;
    const pictures = body.querySelectorAll("img, picture").length;
    body.querySelectorAll(LEFT_OUT).forEach((element) => element.remove());
    for (const element of body.querySelectorAll("[data-look]")) {
      if (styled(element, /mso-element:\s*comment|display:\s*none|mso-hide:\s*all/)) element.remove();
    }
    const blocks = [];
    blocksOf(body, 0, blocks);
    const text = blocks.map((one, index) => {
      const before = blocks[index - 1];
      const joined = before?.list !== undefined && one.list !== undefined;
      return `${index === 0 ? "" : joined ? "\n" : "\n\n"}${one.text}`;
    }).join("");
    return { text, pictures };
  }

  // -- In the form -----------------------------------------------------------------------------------------------------

  function insert(area, text) {
    const start = area.selectionStart;
    area.focus();
    // Deprecated, and the only way that leaves "undo" whole.
    if (document.execCommand("insertText", false, text)) return;
    area.setRangeText(text, start, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function say(area, pictures) {
    const before = area.parentElement.querySelector(".paste-note");
    before?.remove();
    if (!pictures) return;
    const note = Object.assign(document.createElement("p"), { className: "paste-note hint small" });
    note.textContent = pictures === 1 ? "Eén plaatje is niet meegekomen. Voeg het later toe als bijlage." : `${pictures} plaatjes zijn niet meegekomen. Voeg ze later toe als bijlage.`;
    area.after(note);
    window.lobbib.announce(note.textContent);
  }

  document.addEventListener("paste", (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !("paste" in area.dataset)) return;
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!html || html.length > MOST) return;
    const { text, pictures } = markdownOf(html);
    if (!text) { if (pictures) say(area, pictures); return; }
    event.preventDefault();
    insert(area, text);
    say(area, pictures);
  });

  window.lobbib.markdownOf = markdownOf;
})();
