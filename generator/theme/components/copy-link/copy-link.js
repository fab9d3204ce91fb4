// A small button in each heading of a guide that copies the section's address.
import { say } from "../../scripts/words.js";

const prose = document.querySelector("[data-copy-link]");
const icon = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M10 14a4 4 0 0 0 5.700 0l3.500-3.500a4 4 0 0 0-5.700-5.700L12.300 6M14 10a4 4 0 0 0-5.700 0l-3.500 3.500a4 4 0 0 0 5.700 5.700l1.200-1.200"/></svg>';

async function copy(heading, said) {
  const address = new URL(`#${heading.id}`, location.href);
  try {
    await navigator.clipboard.writeText(address.href);
    said.textContent = say("copy.done");
    setTimeout(() => (said.textContent = ""), 2500);
  } catch {
    // Browsers copy on secure pages alone; then the address bar shows it.
    location.hash = heading.id;
  }
}

for (const heading of prose?.querySelectorAll(":scope > :is(h2, h3)[id]") ?? []) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  // The heading keeps its own name, without the button's.
  heading.setAttribute("aria-label", heading.textContent.trim());
  button.type = "button";
  button.className = "copy-link";
  button.title = say("copy.link"); // is its name, too; the heading tells it from the others
  button.setAttribute("aria-describedby", heading.id);
  button.innerHTML = icon;
  said.className = "copy-link__said";
  said.setAttribute("role", "status");
  button.addEventListener("click", () => copy(heading, said));
  heading.append("\u2060", button, said); // on the line of the last word
}
