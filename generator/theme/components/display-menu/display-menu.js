// The theme and the text size, kept on this device. scripts/early.js applies
// them on the next page.
import { say } from "../../scripts/words.js";

const choices = { theme: ["auto", "light", "dark"], text: ["normal", "large"] };
const root = document.documentElement;
const usual = { theme: "auto", text: "normal" };
const colors = [...document.querySelectorAll('meta[name="theme-color"]')];
const [light, dark] = colors.map((meta) => meta.content);

// apply lets the colour of the browser's own bars follow.
function apply() {
  const theme = root.dataset.theme;
  if (colors.length === 2) {
    colors[0].content = theme === "dark" ? dark : light;
    colors[1].content = theme === "light" ? light : dark;
  }
}

function keep(name, value) {
  if (value === usual[name]) delete root.dataset[name];
  else root.dataset[name] = value;
  apply();
  try {
    if (value === usual[name]) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
}

function group([name, values]) {
  const choice = (value) =>
    `<label class="display__choice"><input type="radio" name="${name}" value="${value}"> ${say(`display.${name}.${value}`)}</label>`;
  return `<fieldset class="display__group"><legend class="display__legend">${say(`display.${name}`)}</legend>${values.map(choice).join("")}</fieldset>`;
}

for (const menu of document.querySelectorAll("[data-display]")) {
  const panel = Object.entries(choices).map(group).join("");
  menu.insertAdjacentHTML("beforeend", `<div class="display__panel">${panel}</div>`);
  for (const radio of menu.querySelectorAll("input")) {
    radio.checked = radio.value === (root.dataset[radio.name] ?? usual[radio.name]);
  }
  menu.addEventListener("change", ({ target }) => keep(target.name, target.value));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  const close = ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  };
  document.addEventListener("pointerdown", close);
  document.addEventListener("focusin", close);
}
apply();
