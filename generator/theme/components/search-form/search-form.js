// Suggestions while typing: a combobox with a list (WAI-ARIA Authoring
// Practices, "list autocomplete with manual selection"). Focus stays in the
// field; aria-activedescendant says which suggestion is meant.
//
// An input method composes Chinese out of Latin letters in this same field.
// While it does, nothing is asked for, and Enter belongs to it.
import { say } from "../../scripts/words.js";

const pause = 120; // ms without a keystroke before the server is asked

function element(tag, attributes) {
  const e = document.createElement(tag);
  for (const name in attributes) e.setAttribute(name, attributes[name]);
  return e;
}

// private tells what never leaves the field by itself: a person's number.
function isPrivate(text) {
  return text.normalize("NFKC").replace(/[^0-9]/g, "").length > 7;
}

function suggest(form) {
  const input = form.elements.q;
  const list = element("ul", { id: `${input.id}-list`, class: "suggest", role: "listbox", "aria-label": say("suggest.list") });
  const status = element("p", { class: "visually-hidden", role: "status" });
  list.hidden = true;
  input.after(list);
  form.append(status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    autocomplete: "off", // what was typed before would lie over the suggestions; without them it helps
    autocapitalize: "none",
    spellcheck: "false",
  })) {
    input.setAttribute(name, value);
  }

  let timer;
  let request;
  let active = -1;

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(index) {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map(({ text, url }, i) => {
        const option = element("li", { id: `${list.id}-${i}`, class: "suggest__option", role: "option", "aria-selected": "false" });
        option.textContent = text;
        option.dataset.url = url;
        return option;
      }),
    );
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    const n = suggestions.length;
    status.textContent = n === 0 ? say("suggest.none") : say(n === 1 ? "suggest.found.one" : "suggest.found.other", n);
  }

  async function ask() {
    const text = input.value.trim();
    request?.abort();
    if (!text || isPrivate(text)) {
      close();
      return;
    }
    const asked = (request = new AbortController());
    try {
      const query = new URLSearchParams({ q: text, lang: document.documentElement.lang });
      const answer = await fetch(`/api/v1/suggest?${query}`, { signal: asked.signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (document.activeElement === input) show(suggestions ?? []);
    } catch {
      // Replaced by a newer request; or no network, and the form works as it is,
      // without suggestions for what stood there before.
      if (!asked.signal.aborted) close();
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  function open(option) {
    const address = new URL(option.dataset.url, location.href);
    if (address.origin === location.origin) location.assign(address);
  }

  input.addEventListener("input", (event) => {
    choose(-1); // what was meant belongs to the text as it was
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionstart", close);
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // Safari ends the composition before it reports the key, as number 229.
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const n = list.children.length;
    if (list.hidden) {
      if (event.key === "ArrowDown" && input.value.trim()) ask();
      return;
    }
    switch (event.key) {
      case "ArrowDown":
        choose(active + 1 === n ? -1 : active + 1);
        break;
      case "ArrowUp":
        choose(active === -1 ? n - 1 : active - 1);
        break;
      case "Escape":
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
  // Enter submits the form; where a suggestion is meant, that is opened instead.
  form.addEventListener("submit", (event) => {
    if (active < 0) return;
    event.preventDefault();
    open(list.children[active]);
  });
  // Who was quicker than this script is not to be left without suggestions.
  if (document.activeElement === input && input.value) later();
  // A press must not take the focus, or the list would be gone before the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) open(option);
  });
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
