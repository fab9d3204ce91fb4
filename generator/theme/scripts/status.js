// The check of a card, without leaving the page. What a form was answered with
// cannot be shown again once its reader has followed a link of it: the server
// keeps nothing, and the browser would have to send the numbers once more. So
// the answer is kept here, in this tab's history, without the numbers and for a
// short time: it is there again on the way back, and in the other language.
// Where anything fails, the form goes the way it goes without a script.
const root = document.documentElement;
const minutes = 30; // a device may be shared, and a status changes
let shown = null; // the answer on the page
let waiting = false;

const read = (text) => new DOMParser().parseFromString(text, "text/html");
const isAnswer = (page) => page.documentElement.dataset.kind === "status-answer";

// show puts another page in the place of this one, from its title to its end.
function show(page) {
  document.title = page.title;
  root.dataset.kind = page.documentElement.dataset.kind;
  for (const part of [".languages__list", ".main"]) {
    document.querySelector(part)?.replaceChildren(...page.querySelector(part).childNodes);
  }
  const first = document.querySelector("[data-focus], .main h1");
  first.tabIndex = -1;
  scrollTo({ top: 0, behavior: "instant" });
  first.focus();
}

// send asks for what a form asks for.
async function send(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const text = await answer.text();
  const page = read(text);
  if (!page.querySelector(".main h1")) throw new Error(answer.status);
  if (isAnswer(page)) {
    shown = { text, until: Date.now() + minutes * 60000 };
    history.pushState(shown, "", form.action);
    // In another language the frame is another one, too.
    if (page.documentElement.lang !== root.lang) return location.reload();
  }
  show(page);
}

addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  if (waiting) return;
  waiting = true;
  const button = form.querySelector("button");
  button.textContent = form.dataset.busy ?? button.textContent;
  try {
    await send(form);
  } catch {
    form.submit();
  }
  waiting = false;
});

// A step in the history: within the answer, or to another one or the form.
addEventListener("popstate", () => {
  if (document.getElementById(location.hash.slice(1))) {
    if (shown) history.replaceState(shown, "");
  } else if (shown || history.state) location.reload();
});

// Whoever follows a link to the form wants the form: some browsers keep the state
// where a link leads to the address that it stands at.
const [{ type }] = performance.getEntriesByType("navigation");
if (type === "navigate") history.replaceState(null, "");
if (history.state?.until > Date.now()) {
  shown = history.state;
  show(read(shown.text));
}
